using System.Data.Common;

namespace ScreenMeet.AspNetCore;

// The connection leads to a server that does not accept writes. It is noticed before the handlers run, as if their first write had failed.
internal sealed class ReadOnlyServerException() : DbException("The server does not accept writes. After a failover, the connection is not used again.")
{
    public override string SqlState => "25006";

    public override bool IsTransient => true;
}
