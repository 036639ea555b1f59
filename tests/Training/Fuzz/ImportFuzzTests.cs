using System.Text;
using CsCheck;
using Manidala.Training.Commands;
using Manidala.Training.Import;
using Manidala.Training.Tests.Import;
using Manidala.Tests.Fuzzing;

namespace Manidala.Training.Tests.Fuzz;

/// <summary>Whatever a file's bytes are, an importer reads rows, counts malformed lines, or refuses the file with a reason.</summary>
public sealed class ImportFuzzTests : IDisposable
{
    private static readonly CsvColumns Columns = new("user", "item", "time", "type", "value");

    private static readonly (string Name, string Text, Func<string, TemporaryFolder, MalformedLines, int> Read)[] Formats =
    [
        ("ratings.csv", "userId,movieId,rating,timestamp\n7,50,4.5,881250949\n8,51,3.0,891717742\n", Rows(path => new MovieLensRatings(path))),
        ("ratings.dat", "7::50::4.5::881250949\n8::51::3::891717742\n", Rows(path => new MovieLensRatings(path))),
        ("rows.csv", "user,item,time,type,value\na,b,881250949,like,1\n\"c\",\"d, e\",2020-01-01,view,2\n", Rows(path => new CsvRows(path, Columns, ","))),
        ("rows.ndjson", """{"userId":"a","itemId":"b","type":"like","timestamp":"2026-01-01T00:00:00Z","value":1,"id":"e"}""" + "\n", Rows(path => new JsonRows(path, JsonFields.OfApi))),
        ("sequences.txt", "u1 1 2 3 4\nu2 4 5 6\n", Rows(path => new SequenceRows(path))),
        ("clicks.dat", "1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,0\n", Rows(path => new YoochooseRows([path]))),
        ("items.csv", "id,title,categories,size,price\ni1,One,red|blue,7,1.5\ni2,Two,red,8,\n", Items(path => ItemsFile.Open(path, ItemColumns.Default, delimiter: null))),
        ("items.ndjson", """{"id":"i1","title":"One","categories":["red"],"size":7,"vector":[1,2.5]}""" + "\n", Items(path => ItemsFile.Open(path, ItemColumns.Default, delimiter: null))),
        ("meta.json", """{"asin":"B1","title":"One","category":["Beauty"],"price":"$1.50"}""" + "\n", Items(path => new AmazonMetadata(path))),
        ("events.csv", "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n", Rows(path => new RetailRocketEvents(path))),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_UnchangedFiles_HaveTheirRows() =>
        Assert.All(Formats, format => Assert.True(format.Read(_folder.Write(format.Name, format.Text), _folder, new MalformedLines(0)) > 0, format.Name));

    [Fact]
    public async Task Read_ChangedFile_IsReadOrRefused()
    {
        Gen<(int Format, Mutation[] Changes)> inputs = Gen.Select(Gen.Int[0, Formats.Length - 1], Mutation.Some);

        IReadOnlyCollection<string> findings = await FuzzRun.RunAsync("import", inputs, usual: 3000, share: 10, concurrency: 2, (number, input) =>
        {
            var format = Formats[input.Format];
            string path = _folder.Sub($"{number}-{format.Name}");
            File.WriteAllBytes(path, Mutation.Apply(Encoding.UTF8.GetBytes(format.Text), input.Changes));
            string? finding = Finding(format.Read, path);
            File.Delete(path);
            return Task.FromResult(finding is null ? null : $"{format.Name}: {finding}");
        });

        Assert.True(findings.Count == 0, string.Join("\n", findings));
    }

    private string? Finding(Func<string, TemporaryFolder, MalformedLines, int> read, string path)
    {
        try
        {
            read(path, _folder, new MalformedLines(int.MaxValue));
            return null;
        }
        catch (Exception refused) when (CommandRunner.IsExplained(refused))
        {
            return null;
        }
        catch (Exception unexpected)
        {
            return unexpected.ToString();
        }
    }

    private static Func<string, TemporaryFolder, MalformedLines, int> Items(Func<string, IItemSource> open) =>
        (path, folder, malformed) => folder.Read(open(path), malformed).Length;

    private static Func<string, TemporaryFolder, MalformedLines, int> Rows(Func<string, IRowSource> open) =>
        (path, folder, malformed) => folder.Read(open(path), malformed).Length;
}
