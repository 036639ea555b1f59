using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class PriceListFileTests
{
    [Fact]
    public void Read_ValidFile_HasAllOfIt()
    {
        PriceList list = PriceListFile.Read("p.json", Samples.Prices);

        Assert.Equal(("sample", "EUR", 100), (list.Name, list.Currency, list.HoursAMonth));
        Assert.Equal(["small", "large", "card"], list.Instances.Select(type => type.Name));
        Assert.Equal(new InstanceGpu("X1", 1), list.Instances[2].Gpu);
        Assert.Equal([.5, .5, null], list.Instances.Select(type => type.SpotDiscount));
    }

    [Theory]
    [InlineData("\"currency\"", "\"curency\"", "p.json: currency is missing")]
    [InlineData("\"storagePerGiBMonth\": 0", "\"storagePerGiBMonth\": 0, \"color\": 1", "p.json: color is not a known name; allowed: name, currency, ")]
    [InlineData("\"hoursAMonth\": 100", "\"hoursAMonth\": 0", "p.json: hoursAMonth is 0; allowed: a number above 0")]
    [InlineData("\"hoursAMonth\": 100", "\"hoursAMonth\": 1, \"hoursAMonth\": 2", "p.json: hoursAMonth is there twice")]
    [InlineData("\"egressPerGiB\": 0", "\"egressPerGiB\": -0.1", "p.json: egressPerGiB is -0.1; allowed: a number from 0")]
    [InlineData("\"egressPerGiB\": 0", "\"egressPerGiB\": \"0\"", "p.json: egressPerGiB is \"0\"; allowed: a number")]
    [InlineData("\"egressPerGiB\": 0", "\"egressPerGiB\": 1e999", "p.json: egressPerGiB is 1e999; allowed: a number")]
    [InlineData("\"name\": \"sample\"", "\"name\": \" \"", "p.json: name is \" \"; allowed: a text")]
    [InlineData("\"cores\": 8", "\"cores\": 0", "p.json: instances[1].cores is 0; allowed: a whole number from 1")]
    [InlineData("\"cores\": 8", "\"cores\": 1.5", "p.json: instances[1].cores is 1.5; allowed: a whole number from 1")]
    [InlineData("\"memoryGiB\": 32", "\"memoryGiB\": null", "p.json: instances[1].memoryGiB is null; allowed: a number above 0")]
    [InlineData("\"pricePerHour\": 1,", "", "p.json: instances[0].pricePerHour is missing")]
    [InlineData("\"spotDiscount\": 0.5", "\"spotDiscount\": 1", "p.json: instances[0].spotDiscount is 1; allowed: a share from 0 to below 1")]
    [InlineData("\"count\": 1", "\"count\": -1", "p.json: instances[2].gpu.count is -1; allowed: a whole number from 1")]
    [InlineData("{\"name\": \"X1\", \"count\": 1}", "\"X1\"", "p.json: instances[2].gpu is \"X1\"; expected an object")]
    [InlineData("\"name\": \"large\"", "\"name\": \"small\"", "p.json: instances is a list with the name \"small\" twice; allowed: each name once")]
    [InlineData("\"date\"", "date", "p.json: is not JSON: line 2")]
    public void Read_BadFile_IsRefusedByFileAndField(string part, string instead, string named)
    {
        string text = Samples.Prices.Replace(part, instead, StringComparison.Ordinal);

        var failure = Assert.Throws<InvalidDataException>(() => PriceListFile.Read("p.json", text));

        Assert.StartsWith(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "p.json: is not JSON")]
    [InlineData("[]", "p.json: the file is an array; expected an object")]
    public void Read_NoObject_IsRefused(string text, string named)
    {
        var failure = Assert.Throws<InvalidDataException>(() => PriceListFile.Read("p.json", text));

        Assert.StartsWith(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoInstances_IsRefused()
    {
        string text = Samples.Prices[..Samples.Prices.IndexOf('[', StringComparison.Ordinal)] + "[]}";

        var failure = Assert.Throws<InvalidDataException>(() => PriceListFile.Read("p.json", text));

        Assert.Equal("p.json: instances is an array; allowed: an array with at least one object.", failure.Message);
    }
}
