using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScreenMeet.AspNetCore.Testing;

// A key provider that returns one key for every request. This package does not depend on ScreenMeet.AspNetCore, so it implements
// the public interface of that package by its name.
#pragma warning disable CA1852 // A DispatchProxy is derived from at run time.
internal class FixedKeyProvider : DispatchProxy
#pragma warning restore CA1852
{
    private const string Package = "ScreenMeet.AspNetCore";
    private const string MethodName = "GetSigningKeysAsync";
    private const string InterfaceName = $"{Package}.IScreenMeetSigningKeyProvider, {Package}";

    private string? _signingKey;

    public static void Register(IServiceCollection services, string signingKey)
    {
        var providerInterface = Type.GetType(InterfaceName, throwOnError: false)
            ?? throw new InvalidOperationException($"The application does not use {Package}, so there is no signing key to set. Add that package to the application under test.");
        var provider = Create(providerInterface, typeof(FixedKeyProvider));
        ((FixedKeyProvider)provider)._signingKey = signingKey;

        // A webhook that has a provider of its own asks for it by its type.
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: false } service && providerInterface.IsAssignableFrom(service.ServiceType))
            {
                services[i] = ServiceDescriptor.Describe(service.ServiceType, _ => provider, service.Lifetime);
            }
        }

        // Every other webhook asks for the interface before it takes the key from its options.
        services.TryAddSingleton(providerInterface, _ => provider);
    }

    // Returns ValueTask<ScreenMeetSigningKeys>, whose types are known by the method alone. The constructor of the keys is named by its
    // parameters, because later versions may have others.
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != MethodName)
        {
            throw new NotSupportedException($"{targetMethod.Name} is newer than this version of ScreenMeet.AspNetCore.Testing. Use the same version of both packages.");
        }

        var task = targetMethod.ReturnType;
        var keys = task.GenericTypeArguments[0].GetConstructor([typeof(string), typeof(string)])!.Invoke([_signingKey, null]);
        return Activator.CreateInstance(task, keys);
    }
}
