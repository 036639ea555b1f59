using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Manidala.Grains.Tests.Wire;

/// <summary>
/// While a new version is rolled out, processes of two builds speak to each other, and what an old one stored is read by a new one. contract.txt holds what they agree
/// on, messages.txt messages as bytes of the builds that wrote them.
/// </summary>
public sealed class WireFormatTests : IDisposable
{
    private const string Record = "MANIDALA_RECORD_WIRE";
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Contract_NothingThatWasThere_IsGoneOrChanged()
    {
        string[] gone = [.. WireFiles.Contract.Read().Except(WireContract.Describe())];

        Assert.True(
            gone.Length == 0,
            $"""
            Gone from the wire format, or changed:
            {string.Join('\n', gone)}
            Older processes that run beside this build, and what they stored, still have it. Bring it back as it was; what is new gets a number, a name or a method of its own.
            Where no such process or state can exist, take the line out of {WireFiles.Contract.Name} by hand and say in the commit why it cannot.
            """);
    }

    [Fact]
    public void Contract_WhatIsNew_IsWrittenDown() => ExpectNothingNew(WireFiles.Contract, [.. WireContract.Describe().Except(WireFiles.Contract.Read())]);

    [Fact]
    public void Messages_OfEveryType_AreKeptAsBytes()
    {
        ILookup<string, JsonObject> kept = WireFiles.Messages.Read().Select(KeptMessage.Parse).ToLookup(message => message.Alias, message => message.Members);

        ExpectNothingNew(WireFiles.Messages, [.. WireContract.Messages
            .Where(type => !kept[WireContract.NameOf(type)].Any(message => WireContract.MembersOf(type).All(member => message.ContainsKey(member.Name))))
            .Select(Keep)]);
    }

    [Fact]
    public void Messages_OfOlderBuilds_AreReadAsTheyWereWritten()
    {
        Serializer serializer = _services.GetRequiredService<Serializer>();

        Assert.All(WireFiles.Messages.Read().Select(KeptMessage.Parse), message =>
        {
            object read = serializer.Deserialize<object>(message.Bytes)!;
            JsonNode? now = WireExample.ToJson(read);

            Assert.Equal(message.Alias, WireContract.NameOf(read.GetType()));
            Assert.True(WireExample.Holds(now, message.Members), $"{message.Alias} was written with {message.Members.ToJsonString()} and is read as {now?.ToJsonString()}.");
        });
    }

    [Fact]
    public void Messages_WithAMemberOfALaterBuild_AreReadWithoutIt()
    {
        Serializer serializer = _services.GetRequiredService<Serializer>();
        byte[] later = serializer.SerializeToArray<object>(new LaterMessage("one", "two"));

        // Of one length, so that the bytes of one are those of the other but for the name.
        byte[] renamed = [.. later];
        "manidala.tests.Older"u8.CopyTo(renamed.AsSpan(renamed.AsSpan().IndexOf("manidala.tests.Later"u8)));

        Assert.Equal(new OlderMessage("one"), serializer.Deserialize<object>(renamed));
    }

    private string Keep(Type type)
    {
        object example = WireExample.Of(type);
        return new KeptMessage(WireContract.NameOf(type), WireExample.ToJson(example)!.AsObject(), _services.GetRequiredService<Serializer>().SerializeToArray(example)).ToString();
    }

    private static void ExpectNothingNew(WireFile file, string[] lines)
    {
        if (Environment.GetEnvironmentVariable(Record) == "1")
        {
            file.Append(lines);
            return;
        }

        Assert.True(lines.Length == 0, $"New in the wire format:\n{string.Join('\n', lines)}\nAn older process does not send it, so it has to be optional. Write it down: {Record}=1 ./manidala test Grains, and commit {file.Name}.");
    }
}
