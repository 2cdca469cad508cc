using System.Buffers.Binary;

namespace Retrain.EndToEnd;

/// <summary>
/// The set-ups that the table of cases names: <c>photos/daisy</c> and <c>photos/roses</c>, 20 photos each, with one change.
/// </summary>
internal static class OriginalCaseFolders
{
    public const string TwoClasses = "two classes";

    /// <summary>Where the program keeps its cache in a folder of bottlenecks.</summary>
    private const string CacheName = "bottlenecks.sqlite";

    private static readonly Dictionary<string, Action<TemporaryFolder, string>> Changes = new(StringComparer.Ordinal)
    {
        [TwoClasses] = (_, _) => { },
        ["a_file"] = (f, _) => f.Write("a_file", "content"u8),
        ["empty"] = (f, _) => MakeFolders(f, "empty"),
        ["two empty classes"] = (f, _) => MakeFolders(f, "empty/a", "empty/b"),
        ["one class"] = (f, _) => Directory.Delete(f["photos", "roses"], recursive: true),
        ["an empty class"] = (f, _) => MakeFolders(f, "photos/apples"),
        ["text named jpg"] = (f, _) => f.Write("photos/daisy/bad.jpg", "this is no picture"u8),
        ["empty jpg"] = (f, _) => f.Write("photos/daisy/bad.jpg", []),
        ["cut jpg"] = (f, _) => f.Write("photos/daisy/truncated.jpg", PhotoFolders.Picture("jpeg_damaged/truncated_60.jpg")),
        ["bmp named jpg"] = (f, _) => f.Write("photos/daisy/bad.jpg", PhotoFolders.Picture("misnamed/bmp_named.jpg")),
        ["a hidden mac file"] = (f, _) => f.Write("photos/daisy/._quality_5.jpg", "Mac OS X"u8),
        ["other extensions"] = (f, _) =>
        {
            f.Write("photos/daisy/more.Jpg", PhotoFolders.Picture("jpeg/grey.jpg"));
            f.Write("photos/daisy/more.PNG", PhotoFolders.Picture("png/rgb_8.png"));
            f.Write("photos/daisy/notes.txt", "from the garden"u8);
        },
        ["two png"] = (f, _) =>
        {
            f.Write("photos/daisy/more.png", PhotoFolders.Picture("png/rgb_8.png"));
            f.Write("photos/roses/more.png", PhotoFolders.Picture("png/grey_8.png"));
        },
        ["a folder named jpg"] = (f, _) => f.Write("photos/daisy/x.jpg/inner.jpg", PhotoFolders.Picture("jpeg/grey.jpg")),
        ["1 of daisy"] = (f, _) => Keep(f, 1),
        ["5 of daisy"] = (f, _) => Keep(f, 5),
        ["19 of daisy"] = (f, _) => Keep(f, 19),
        ["names of one label"] = (f, _) =>
        {
            Directory.Move(f["photos", "daisy"], f["photos", "Red Rose"]);
            Directory.Move(f["photos", "roses"], f["photos", "red_rose"]);
        },
        ["hidden nested folder"] = (f, _) => f.Write("photos/daisy/.ipynb_checkpoints/inner.jpg", PhotoFolders.Picture("jpeg/grey.jpg")),
        ["nested folder of a class's name"] = (f, _) => f.Write("photos/daisy/roses/inner.jpg", PhotoFolders.Picture("jpeg/grey.jpg")),
        ["git folder"] = (f, _) => MakeFolders(f, "photos/.git/objects"),
        ["pattern as name"] = (f, _) => Directory.Move(f["photos", "daisy"], f["photos", "dai[s]y"]),
        ["an empty module"] = (f, _) => MakeFolders(f, "an_empty_folder"),
        ["a module of one photo at a time"] = (f, _) => ChangedModule.Write(f["tiny"], ChangedModule.FixBatch),
        ["a module with another input name"] = (f, _) => ChangedModule.Write(f["tiny"], ChangedModule.RenameInput),
        ["text as cache"] = (f, _) => f.Write(Path.Combine("bottleneck", CacheName), "0.25,0.5,not a number"u8),
        ["empty cache file"] = (f, _) => f.Write(Path.Combine("bottleneck", CacheName), []),
        ["half a cache"] = (f, cache) =>
        {
            byte[] whole = File.ReadAllBytes(Path.Combine(cache, CacheName));
            f.Write(Path.Combine("bottleneck", CacheName), whole.AsSpan(0, whole.Length / 2));
        },
        ["cache with wrong digits"] = (f, cache) => f.Write(
            Path.Combine("bottleneck", CacheName), WithWrongDigits(File.ReadAllBytes(Path.Combine(cache, CacheName)))),
        ["a folder as graph"] = (f, _) => MakeFolders(f, "output_graph.pb"),
        ["saved model folder"] = (f, _) => MakeFolders(f, "saved_model"),
        ["saved model folder in use"] = (f, _) => f.Write("saved_model/x", "x"u8),
        ["logs of others"] = (f, _) => f.Write("retrain_logs/precious.txt", "mine"u8),
    };

    /// <summary>Makes a set-up.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="name">What the table calls it.</param>
    /// <param name="cache">A folder of bottlenecks that holds those of the unchanged photos.</param>
    public static void Make(TemporaryFolder folder, string name, string cache)
    {
        PhotoFolders.TwoClasses(folder);
        Changes[name](folder, cache);
    }

    private static void MakeFolders(TemporaryFolder folder, params string[] folders)
    {
        foreach (string name in folders)
        {
            Directory.CreateDirectory(folder[name]);
        }
    }

    private static void Keep(TemporaryFolder folder, int photos)
    {
        foreach (string file in Directory.GetFiles(folder["photos", "daisy"]).Order(StringComparer.Ordinal).Skip(photos))
        {
            File.Delete(file);
        }
    }

    // SQLite fills a page from its end, and a row ends with its vector: so the page's last bytes are digits.
    private static byte[] WithWrongDigits(byte[] cache)
    {
        const byte PageOfRows = 13;
        const int PageNumber = 8;
        int size = BinaryPrimitives.ReadUInt16BigEndian(cache.AsSpan(16));
        Assert.Equal(PageOfRows, cache[PageNumber * size]);
        cache[((PageNumber + 1) * size) - 100] ^= 0x40;
        return cache;
    }
}
