using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds mistakes in one class.
internal sealed class ActionCheck(KnownTypes types, ApplicationFacts application, SymbolAnalysisContext context)
{
    private readonly Actions _actions = new(types);
    private readonly Parameters _parameters = new(types);

    // What several actions share is reported once.
    private readonly HashSet<Location> _reported = [];

    public void Run(INamedTypeSymbol type)
    {
        if (_actions.IsPage(type))
        {
            CheckPage(type);
        }
        else if (_actions.IsController(type))
        {
            foreach (var action in type.GetMembers().OfType<IMethodSymbol>().Where(_actions.IsAction))
            {
                CheckAction(type, action);
            }
        }
    }

    private void CheckPage(INamedTypeSymbol page)
    {
        foreach (var parameter in page.GetMembers().OfType<IMethodSymbol>().Where(_actions.IsPageHandler).SelectMany(static handler => handler.Parameters))
        {
            if (_parameters.HoldsEvents(parameter, parameter.Type))
            {
                Report(Mistakes.PageWithEvents(page.Name, parameter.Name), Syntax.TypeOf(parameter, context.CancellationToken));
            }
        }

        foreach (var property in _parameters.BoundPropertiesOf(page).Where(property => _parameters.HoldsEvents(property, property.Type)))
        {
            Report(Mistakes.PageWithEvents(page.Name, property.Name), Syntax.TypeOf(property, context.CancellationToken));
        }
    }

    private void CheckAction(INamedTypeSymbol controller, IMethodSymbol action)
    {
        var bound = action.Parameters.Select(static parameter => (Symbol: (ISymbol)parameter, parameter.Type))
            .Concat(_parameters.BoundPropertiesOf(controller).Select(static property => (Symbol: (ISymbol)property, property.Type)))
            .ToArray();
        if (_actions.MarkOf(action) is not null || action.Parameters.Any(_parameters.IsMark))
        {
            CheckMarked(controller, action, bound);
        }
        else if (!CheckMarkByType(controller, action) && !application.MarksActionsByConvention(context.CancellationToken))
        {
            CheckUnmarked(action, bound);
        }
    }

    private void CheckMarked(INamedTypeSymbol controller, IMethodSymbol action, IEnumerable<(ISymbol Symbol, ITypeSymbol Type)> bound)
    {
        var name = action.NameWithType();
        if (action is { IsAsync: true, ReturnsVoid: true })
        {
            Report(Mistakes.AsyncVoid(name), Syntax.ReturnTypeOf(action, context.CancellationToken));
        }

        foreach (var (symbol, type) in bound.Where(parameter => _parameters.HoldsEvents(parameter.Symbol, parameter.Type) && !_parameters.AreBound(parameter.Type)))
        {
            Report(Mistakes.NotBoundByAction(name, symbol.Name, type.Name()), Syntax.TypeOf(symbol, context.CancellationToken));
        }

        CheckPolicies(controller, action);
        if (LastOf(controller, action, types.Consumes) is { } consumes && !MediaTypes.IncludePlainText(MediaTypes.Of(consumes)))
        {
            Report(Mistakes.PlainTextShutOut(name), consumes.Location());
        }

        if (LastOf(controller, action, types.OutputCache) is { } cache && cache.NamedArguments.All(static argument => argument is not { Key: "NoStore", Value.Value: true }))
        {
            Report(Mistakes.OutputCached(name), cache.Location());
        }

        if (_actions.MethodsOf(action) is { } methods && !methods.Contains("POST"))
        {
            Report(CompileTimeMistakes.PostShutOut(name, string.Join(", ", methods)), action.Attributes(types.MethodProvider).FirstOrDefault()?.Location());
        }
    }

    // MVC finds the guard in such a filter, but nothing finds the mark.
    private bool CheckMarkByType(INamedTypeSymbol controller, IMethodSymbol action)
    {
        var filter = new[] { action }.Concat<ISymbol>(controller.SelfAndBases())
            .SelectMany(symbol => symbol.Attributes(types.TypeFilter).Concat(symbol.Attributes(types.ServiceFilter)))
            .FirstOrDefault(attribute =>
                attribute.ConstructorArguments.Any(argument => (argument.Value as ISymbol).Is(types.Mark)) || attribute.AttributeClass!.TypeArguments.Any(argument => argument.Is(types.Mark)));
        if (filter is not null)
        {
            Report(Mistakes.MarkByType(action.NameWithType()), filter.Location());
        }

        return filter is not null;
    }

    private void CheckUnmarked(IMethodSymbol action, IEnumerable<(ISymbol Symbol, ITypeSymbol Type)> bound)
    {
        // Of a GET, only a body would be read from a stranger's request in a way that a delivery is.
        var isGet = _actions.MethodsOf(action) is { } methods && methods.All(static method => method is "GET" or "HEAD");
        var events = bound
            .Where(parameter => _parameters.IsBodyWithEvents(parameter.Symbol, parameter.Type) || (!isGet && _parameters.HoldsEvents(parameter.Symbol, parameter.Type)))
            .Select(static parameter => parameter.Symbol)
            .FirstOrDefault();
        if (events is not null)
        {
            Report(Mistakes.ActionUnmarked(action.NameWithType(), events.Name), action.Locations[0]);
        }
    }

    // With [AllowAnonymous], the requirements would not be evaluated anyway.
    private void CheckPolicies(INamedTypeSymbol controller, IMethodSymbol action)
    {
        if (new[] { action }.Concat<ISymbol>(controller.SelfAndBases()).SelectMany(symbol => symbol.Attributes(types.AllowAnonymous)).Any(attribute => !attribute.AttributeClass.Is(types.Mark)))
        {
            return;
        }

        foreach (var attribute in action.SelfAndOverridden().SelectMany(method => method.Attributes(types.Authorize).Concat(method.Attributes(types.RequirementData))).Distinct())
        {
            var requirements = RequirementsOf(attribute).ToArray();
            if (requirements.Length > 0)
            {
                Report(Mistakes.PolicyOnAction(action.NameWithType(), requirements), attribute.Location());
            }
        }
    }

    private IEnumerable<string> RequirementsOf(AttributeData attribute)
    {
        var named = attribute.NamedArguments.ToDictionary(static argument => argument.Key, static argument => argument.Value.Value as string);
        var policy = attribute.AttributeClass.Is(types.Authorize) && attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;
        foreach (var (value, kind) in new[]
        {
            (policy ?? Value("Policy"), "policy"), (Value("Roles"), "roles"), (Value("AuthenticationSchemes"), "authentication schemes"),
        })
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                yield return $"the {kind} '{value}'";
            }
        }

        if (attribute.AttributeClass is { } type && type.Implements(types.RequirementData))
        {
            yield return $"the requirement {type.Name}";
        }

        string? Value(string name) => named.TryGetValue(name, out var value) ? value : null;
    }

    // MVC applies only the last of such attributes, and that of an action comes after that of its class.
    private static AttributeData? LastOf(INamedTypeSymbol controller, IMethodSymbol action, INamedTypeSymbol? type) =>
        action.SelfAndOverridden().Concat<ISymbol>(controller.SelfAndBases()).Select(symbol => symbol.Attributes(type).LastOrDefault()).FirstOrDefault(static attribute => attribute is not null);

    private void Report(string mistake, Location? location)
    {
        // What is inherited from another assembly is not here to be changed.
        if (location is { IsInSource: true } && _reported.Add(location))
        {
            context.ReportDiagnostic(Rules.Diagnose(mistake, location));
        }
    }
}
