namespace ScreenMeet.Cli;

// What happened to a body between the signature and the check.
internal enum BodyChange
{
    None,
    LineBreakAtTheEnd,
    ByteOrderMark,
    LineBreaks,
    Json,
    Charset,
}
