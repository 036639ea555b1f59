using System.Buffers;

namespace Manidala.Storage.Sql;

/// <summary>
/// Refuses text that a database cannot hold, before it can fail the whole group that it would be committed with: PostgreSQL knows no NUL
/// character, and an unpaired surrogate has no UTF-8 form.
/// </summary>
internal static class StorableText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code), '\0']);

    public static string Check(string? text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        int at = text.AsSpan().IndexOfAny(Suspects);
        if (at >= 0)
        {
            CheckSuspects(text, at, name);
        }

        return text;
    }

    private static void CheckSuspects(string text, int start, string name)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                throw new ArgumentException("holds a NUL character, which cannot be stored.", name);
            }

            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    throw new ArgumentException("holds half of a surrogate pair, which is not Unicode text.", name);
                }

                i++;
            }
        }
    }
}
