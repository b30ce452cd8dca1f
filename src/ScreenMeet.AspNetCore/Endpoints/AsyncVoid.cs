using System.Reflection;
using System.Runtime.CompilerServices;

namespace ScreenMeet.AspNetCore;

internal static class AsyncVoid
{
    public static bool Is(MethodInfo method) => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute));
}
