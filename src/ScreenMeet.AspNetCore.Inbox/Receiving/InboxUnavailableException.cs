using System.Data.Common;

namespace ScreenMeet.AspNetCore;

// Nothing of a delivery was stored.
internal sealed class InboxUnavailableException(string message, Exception? innerException = null) : DbException(message, innerException);
