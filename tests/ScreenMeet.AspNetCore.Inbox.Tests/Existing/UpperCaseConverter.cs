using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// Changes what is stored, so that an inbox which passed through it would not find its rows.
public sealed class UpperCaseConverter() : ValueConverter<string, string>(static text => text.ToUpperInvariant(), static text => text);
