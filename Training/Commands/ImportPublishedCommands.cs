using System.CommandLine;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary>Imports of data sets whose layout is known.</summary>
internal static class ImportPublishedCommands
{
    public static Command BuildMovieLens(ImportRun import)
    {
        var path = new Argument<string>("path") { Description = "A MovieLens folder of any edition (100k, 1M, latest, 25M, 32M), or its file of ratings." };
        var command = new Command("movielens", "Ratings and movies of MovieLens.") { path };
        import.SetAction(command, parsed =>
        {
            MovieLensFolder folder = MovieLensFolder.Find(parsed.GetRequiredValue(path));
            return (new MovieLensRatings(folder.Ratings), folder.Movies is null ? null : new MovieLensMovies(folder.Movies));
        });
        return command;
    }

    public static Command BuildRetailRocket(ImportRun import)
    {
        var path = new Argument<string>("path") { Description = "RetailRocket's folder, or its events.csv; item_properties_part*.csv and category_tree.csv beside it come along." };
        var command = new Command("retailrocket", "Events of RetailRocket (view, addtocart as cart, transaction as purchase) and the last properties of its items.") { path };
        import.SetAction(command, parsed =>
        {
            RetailRocketFolder folder = RetailRocketFolder.Find(parsed.GetRequiredValue(path));
            return (new RetailRocketEvents(folder.Events), folder.Properties.Count == 0 ? null : new RetailRocketItems(folder));
        });
        return command;
    }

    public static Command BuildYoochoose(ImportRun import)
    {
        var path = new Argument<string>("path")
        {
            Description = "Yoochoose's folder, its yoochoose-clicks.dat (yoochoose-buys.dat beside it comes along), or tables with SessionId, ItemId and Time.",
        };
        var command = new Command("yoochoose", "Clicks and purchases of Yoochoose; a session is a user.") { path };
        import.SetAction(command, parsed => (new YoochooseRows(YoochooseFiles.Find(parsed.GetRequiredValue(path))), null));
        return command;
    }

    public static Command BuildAmazon(ImportRun import)
    {
        var path = new Argument<string>("path") { Description = "Amazon's reviews as JSON lines, of 2014, 2018 or 2023." };
        var items = new Option<string?>("--items") { Description = "Its product metadata as JSON lines: title, categories, brand and price.", HelpName = "FILE" };
        var command = new Command("amazon", "Reviews of Amazon as ratings.") { path, items };
        import.SetAction(command, parsed => (
            new JsonRows(ImportRun.Existing(parsed.GetRequiredValue(path)), JsonFields.OfAmazon),
            parsed.GetValue(items) is { } metadata ? new AmazonMetadata(ImportRun.Existing(metadata)) : null));
        return command;
    }

    public static Command BuildSequences(ImportRun import)
    {
        var path = new Argument<string>("file") { Description = "Lines of `user item item …`, oldest first." };
        var withoutUsers = new Option<bool>("--without-users") { Description = "Lines are `item item …`: each a session of its own." };
        var command = new Command("sequences", "Sequences whose order is known and whose times are not.") { path, withoutUsers };
        import.SetAction(command, parsed =>
            (new SequenceRows(ImportRun.Existing(parsed.GetRequiredValue(path)), hasUsers: !parsed.GetValue(withoutUsers)), null));
        return command;
    }
}
