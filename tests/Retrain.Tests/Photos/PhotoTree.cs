using Retrain.Photos;

namespace Retrain.Tests.Photos;

/// <summary>A temporary image folder; files hold the first bytes of their kind and nothing else.</summary>
internal sealed class PhotoTree : IDisposable
{
    public static readonly byte[] Jpeg =
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    ];

    private readonly TemporaryFolder folder = new();

    public string Root => folder["photos"];

    public string Above => folder.FullPath;

    public PhotoTree Add(string relative, ReadOnlySpan<byte> content = default)
    {
        folder.Write(Path.Join("photos", relative), content.IsEmpty ? Jpeg : content);
        return this;
    }

    /// <summary>Adds <c>class/000.jpg</c> and so on.</summary>
    public PhotoTree AddClass(string name, int photos = 20)
    {
        for (int i = 0; i < photos; i++)
        {
            Add(Path.Join(name, $"{i:000}.jpg"));
        }

        return this;
    }

    public PhotoTree AddFolder(string relative)
    {
        Directory.CreateDirectory(Path.Join(Root, relative));
        return this;
    }

    public PhotoTree Link(string relative, string target)
    {
        File.CreateSymbolicLink(Path.Join(Root, relative), target);
        return this;
    }

    public PhotoFolder Open(PhotoFolderOptions? options = null) => PhotoFolder.Open(Root, options);

    public PhotoFolder OpenCompat() => PhotoFolder.Open(Root, new PhotoFolderOptions { Compat = true });

    public void Dispose() => folder.Dispose();
}
