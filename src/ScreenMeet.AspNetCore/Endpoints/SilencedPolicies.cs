using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace ScreenMeet.AspNetCore;

// The authorization requirements, beyond being signed in, that are not evaluated because the signature replaces authentication.
internal static class SilencedPolicies
{
    // The requirements on the action's method itself.
    public static IReadOnlyCollection<string> OnActionOf(ControllerActionDescriptor action, Endpoint endpoint) =>
        IsOpenToAll(endpoint) ? [] : Describe(action.MethodInfo.GetCustomAttributes(inherit: true));

    // The requirements on the endpoint, including those from its class, its group, a convention or a global filter, because MVC makes
    // the filters of an action the metadata of its endpoint.
    public static IReadOnlyCollection<string> On(Endpoint endpoint) => IsOpenToAll(endpoint) ? [] : Describe(endpoint.Metadata);

    // With [AllowAnonymous] on the endpoint, its requirements would not be evaluated anyway.
    private static bool IsOpenToAll(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAllowAnonymous>().Any(static metadata => metadata is not ScreenMeetWebhookAttribute);

    private static string[] Describe(IEnumerable<object> metadata) => [.. metadata.SelectMany(Describe).Distinct()];

    private static IEnumerable<string> Describe(object metadata) => metadata switch
    {
        IAuthorizeData data => DescribeData(data),
        AuthorizationPolicy policy => DescribePolicy(policy),
        AuthorizeFilter filter => (filter.AuthorizeData ?? []).SelectMany(DescribeData).Concat(filter.Policy is { } policy ? DescribePolicy(policy) : []),
        IAuthorizationRequirementData data => data.GetRequirements().SelectMany(DescribeRequirement),
        _ => [],
    };

    private static IEnumerable<string> DescribeData(IAuthorizeData data)
    {
        if (!string.IsNullOrWhiteSpace(data.Policy))
        {
            yield return $"the policy '{data.Policy}'";
        }

        if (!string.IsNullOrWhiteSpace(data.Roles))
        {
            yield return $"the roles '{data.Roles}'";
        }

        if (!string.IsNullOrWhiteSpace(data.AuthenticationSchemes))
        {
            yield return $"the authentication schemes '{data.AuthenticationSchemes}'";
        }

        if (data is IAuthorizationRequirementData requirements)
        {
            foreach (var description in requirements.GetRequirements().SelectMany(DescribeRequirement))
            {
                yield return description;
            }
        }
    }

    private static IEnumerable<string> DescribePolicy(AuthorizationPolicy policy) =>
        policy.Requirements.SelectMany(DescribeRequirement)
            .Concat(policy.AuthenticationSchemes.Count > 0 ? [$"the authentication schemes '{string.Join(", ", policy.AuthenticationSchemes)}'"] : []);

    private static IEnumerable<string> DescribeRequirement(IAuthorizationRequirement requirement) => requirement switch
    {
        DenyAnonymousAuthorizationRequirement => [],
        RolesAuthorizationRequirement roles => [$"the roles '{string.Join(", ", roles.AllowedRoles)}'"],
        _ => [$"the requirement {requirement.GetType().Name}"],
    };
}
