using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Manidala.Engine.Sessions;

/// <summary>A session as bytes. A snapshot is a cache of the journal's fold: one that cannot be read is thrown away, never repaired.</summary>
public static class SessionSnapshot
{
    private const byte Format = 2;

    /// <summary>The session must not be stepping: its state would be torn.</summary>
    /// <param name="types">The list that the places in the session's history belong to.</param>
    public static byte[] Write(UserSession session, InteractionTypes types)
    {
        if (session.Encoder.IsStepping)
        {
            throw new InvalidOperationException("A step of this session is under way.");
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(types.Digest);
        writer.Write(session.LastSequence);
        WriteEncoder(writer, session.Encoder);
        WriteMany(writer, session.HistoryCount, session.HistoryStep);
        writer.Write(session.LastStepMs.HasValue);
        writer.Write(session.LastStepMs ?? 0);
        WriteMany(writer, session.Seen.Count, index => session.Seen[index]);
        writer.Write(session.UnknownItems.Count);
        foreach (string id in session.UnknownItems)
        {
            writer.Write(id);
        }

        writer.Write(session.RecentCount);
        for (int index = 0; index < session.RecentCount; index++)
        {
            WriteEvent(writer, session.RecentEvent(index));
        }

        return stream.ToArray();
    }

    /// <summary>Fills the session; false where the bytes are of another format, written under other types or damaged, and the session is then empty.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, InteractionTypes types, UserSession session)
    {
        try
        {
            ArraySegment<byte> array = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> own) ? own : bytes.ToArray();
            using var reader = new BinaryReader(new MemoryStream(array.Array!, array.Offset, array.Count, writable: false), Encoding.UTF8);
            if (reader.ReadByte() != Format || reader.ReadUInt32() != types.Digest)
            {
                session.Clear();
                return false;
            }

            Read(reader, types, session);
            return true;
        }
        catch (Exception damage) when (damage is EndOfStreamException or IOException or FormatException or ArgumentException)
        {
            session.Clear();
            return false;
        }
    }

    /// <summary>The last sequence of a snapshot that lies somewhere in what a store made of it; false where there is none of this format and these types.</summary>
    public static bool TryFindSequence(ReadOnlySpan<byte> stored, InteractionTypes types, out long lastSequence)
    {
        Span<byte> beginning = stackalloc byte[sizeof(byte) + sizeof(uint)];
        beginning[0] = Format;
        BinaryPrimitives.WriteUInt32LittleEndian(beginning[1..], types.Digest);
        int at = stored.IndexOf(beginning);
        lastSequence = 0;
        return at >= 0 && BinaryPrimitives.TryReadInt64LittleEndian(stored[(at + beginning.Length)..], out lastSequence);
    }

    private static void Read(BinaryReader reader, InteractionTypes types, UserSession session)
    {
        long lastSequence = reader.ReadInt64();
        bool hasModel = reader.ReadBoolean();
        string? model = hasModel ? reader.ReadString() : null;
        bool hasQuery = reader.ReadBoolean();
        float[] state = ReadNumbers<float>(reader);
        float[] query = ReadNumbers<float>(reader);
        SessionStep[] waiting = ReadNumbers<SessionStep>(reader);
        SessionStep[] history = ReadNumbers<SessionStep>(reader);
        bool hasSteps = reader.ReadBoolean();
        long lastStepMs = reader.ReadInt64();
        int[] seen = ReadNumbers<int>(reader);
        var unknown = new string[ReadCount(reader)];
        for (int index = 0; index < unknown.Length; index++)
        {
            unknown[index] = reader.ReadString();
        }

        session.Restore(lastSequence, history, hasSteps ? lastStepMs : null, seen, unknown);
        session.Encoder.Restore(model, state, query, hasQuery, waiting);
        int recent = ReadCount(reader);
        for (int index = 0; index < recent; index++)
        {
            session.RestoreRecent(ReadEvent(reader, types));
        }
    }

    private static void WriteEncoder(BinaryWriter writer, EncoderState encoder)
    {
        writer.Write(encoder.ModelVersion is not null);
        if (encoder.ModelVersion is not null)
        {
            writer.Write(encoder.ModelVersion);
        }

        writer.Write(encoder.HasQuery);
        WriteNumbers<float>(writer, encoder.State);
        WriteNumbers<float>(writer, encoder.Query);
        WriteMany(writer, encoder.Waiting.Count, index => encoder.Waiting[index]);
    }

    private static void WriteEvent(BinaryWriter writer, in SessionEvent value)
    {
        writer.Write(value.Sequence);
        writer.Write(value.ItemId);
        writer.Write(value.Ordinal);
        writer.Write(value.Type.Name);
        writer.Write(value.TimestampMs);
        writer.Write(value.Value);
    }

    private static SessionEvent ReadEvent(BinaryReader reader, InteractionTypes types)
    {
        long sequence = reader.ReadInt64();
        string itemId = reader.ReadString();
        int ordinal = reader.ReadInt32();
        string name = reader.ReadString();
        // A type that was taken out of the configuration since is kept by name, for people to see.
        return new SessionEvent(sequence, itemId, ordinal, types.Meaning(name), reader.ReadInt64(), reader.ReadDouble());
    }

    private static void WriteMany<T>(BinaryWriter writer, int count, Func<int, T> at)
        where T : unmanaged
    {
        writer.Write(count);
        for (int index = 0; index < count; index++)
        {
            T value = at(index);
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
        }
    }

    private static void WriteNumbers<T>(BinaryWriter writer, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers));
    }

    private static T[] ReadNumbers<T>(BinaryReader reader)
        where T : unmanaged
    {
        var numbers = new T[ReadCount(reader)];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static int ReadCount(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= left ? count : throw new FormatException($"A count of {count} with {left} bytes left.");
    }
}
