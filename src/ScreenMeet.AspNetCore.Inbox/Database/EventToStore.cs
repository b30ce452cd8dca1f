namespace ScreenMeet.AspNetCore;

internal readonly record struct EventToStore(byte[] Key, long Session, byte[] Json, int Index);
