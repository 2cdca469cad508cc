using System.Buffers.Binary;
using PureHDF;
using PureHDF.VOL.Native;
using Retrain.Graph;

namespace Retrain.Formats.Keras;

/// <summary>An HDF5 file: groups, attributes of text, and arrays of numbers. Only <see cref="KerasFormatException"/> leaves it.</summary>
internal sealed class Hdf5File : IDisposable
{
    /// <summary>Arrays may be packed, zeros very much so; beyond this a file is a bomb.</summary>
    private const long MostUnpacked = 200;

    /// <summary>Packed arrays that may be read from any file.</summary>
    private const long AlwaysUnpacked = 16L << 20;

    private const int SignatureLength = 8;

    private readonly NativeFile file;
    private readonly GuardedStream stream;

    private Hdf5File(NativeFile file, GuardedStream stream)
    {
        this.file = file;
        this.stream = stream;
    }

    /// <summary>Whether a file begins as HDF5 files do.</summary>
    public static bool IsHdf5(ReadOnlySpan<byte> head) =>
        head.Length >= SignatureLength && head[0] == 0x89 && head[1..].StartsWith("HDF\r\n\u001a\n"u8);

    /// <summary>Opens a file.</summary>
    /// <param name="source">The whole of it, seekable; it is taken over.</param>
    /// <param name="refuseLinks">Whether it must not lead to other files: always, where groups and arrays are read.</param>
    public static Hdf5File Open(Stream source, bool refuseLinks = false)
    {
        try
        {
            CheckLength(source);
            if (refuseLinks)
            {
                Hdf5Links.Refuse(source);
            }

            var guarded = new GuardedStream(source);
            return new Hdf5File(Guard(() => H5File.Open(guarded, leaveOpen: false)), guarded);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a group or an array of that path.</summary>
    public bool Exists(string path) => Guard(() => Get(path) is not null);

    /// <summary>Names in a group; empty: there is none.</summary>
    public IReadOnlyList<string> Children(string path) =>
        Guard(() => Get(path) is IH5Group group ? group.Children().Select(c => c.Name).ToArray() : []);

    /// <summary>An attribute that is one text; <see langword="null"/>: there is none.</summary>
    public string? Text(string path, string attribute) => Texts(path, attribute) is [var only] ? only : null;

    /// <summary>An attribute that is a list of texts; <see langword="null"/>: there is none.</summary>
    public IReadOnlyList<string>? Texts(string path, string attribute) => Guard(() =>
    {
        if (Get(path) is not { } owner || !owner.AttributeExists(attribute))
        {
            return null;
        }

        IH5Attribute found = owner.Attribute(attribute);
        if (found.Space.Dimensions.Contains(0ul) || found.Space.Type == H5DataspaceType.Null)
        {
            return (IReadOnlyList<string>)[];
        }

        if (found.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength))
        {
            return null;
        }

        // A list of fixed texts of more elements than the file has bytes cannot be.
        _ = Count(found.Space.Dimensions, 1, stream.Length);
        string?[] texts = found.Space.Rank == 0 ? [found.Read<string>()] : found.Read<string[]>();
        return texts.Contains(null)
            ? throw new KerasFormatException($"the HDF5 file is damaged: '{attribute}' lacks texts")
            : (IReadOnlyList<string>)texts!;
    });

    /// <summary>An array; <see langword="null"/>: there is none.</summary>
    public Tensor? Find(string path) => Guard(() =>
    {
        if (Get(path) is not NativeDataset dataset)
        {
            return null;
        }

        int size = dataset.Type.Size;
        bool isFloat = dataset.Type.Class == H5DataTypeClass.FloatingPoint;
        bool isWhole = dataset.Type.Class == H5DataTypeClass.FixedPoint;
        if ((!isFloat || size is not (2 or 4 or 8)) && (!isWhole || size is not (1 or 2 or 4 or 8)))
        {
            throw new KerasFormatException($"'{path}' holds elements of type {dataset.Type.Class}, {size} bytes each, not numbers");
        }

        long most = dataset.Layout.Class switch
        {
            H5DataLayoutClass.Contiguous or H5DataLayoutClass.Compact => stream.Length,
            H5DataLayoutClass.Chunked => Math.Max(AlwaysUnpacked, Math.Min(int.MaxValue, stream.Length * MostUnpacked)),
            _ => throw new KerasFormatException($"'{path}' lies in other files"),
        };
        int[] shape = Array.ConvertAll(dataset.Space.Dimensions, d => d <= int.MaxValue ? (int)d : -1);
        int count = Count(dataset.Space.Dimensions, size, most);
        return (isFloat, size) switch
        {
            (true, 2) => Tensor.Of(Array.ConvertAll(Read<Half>(dataset, count), v => (float)v), shape),
            (true, 4) => Tensor.Of(Read<float>(dataset, count), shape),
            (true, _) => Tensor.Of(Array.ConvertAll(Read<double>(dataset, count), v => (float)v), shape),
            (_, 1) => Tensor.Of(Read<sbyte>(dataset, count), shape),
            (_, 2) => Tensor.Of(Read<short>(dataset, count), shape),
            (_, 4) => Tensor.Of(Read<int>(dataset, count), shape),
            _ => Tensor.Of(Read<long>(dataset, count), shape),
        };
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        stream.Dispose();
    }

    private static T[] Read<T>(NativeDataset dataset, int count)
        where T : unmanaged
    {
        var elements = new T[count];
        if (count > 0)
        {
            dataset.Read(elements.AsSpan());
        }

        return elements;
    }

    private static int Count(ulong[] dimensions, int size, long mostBytes)
    {
        ulong count = 1;
        foreach (ulong length in dimensions)
        {
            if (length > int.MaxValue || (length > 0 && count > (ulong)mostBytes / (ulong)size / length))
            {
                throw new KerasFormatException(
                    $"the HDF5 file is damaged: an array of shape [{string.Join(", ", dimensions)}] does not fit into it");
            }

            count *= length;
        }

        return (int)count;
    }

    /// <summary>The library trusts its files, so a broken one may end in any exception.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not KerasFormatException)
        {
            throw e.InnerException is KerasFormatException inner
                ? inner
                : new KerasFormatException($"the HDF5 file is damaged or cut off: {e.Message}", e);
        }
    }

    /// <summary>The file says in its head how long it is.</summary>
    private static void CheckLength(Stream source)
    {
        Span<byte> head = stackalloc byte[48];
        source.Position = 0;
        int count = source.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        source.Position = 0;
        if (count < head.Length || !IsHdf5(head))
        {
            throw new KerasFormatException("no HDF5 file, or one that is cut off");
        }

        byte version = head[SignatureLength];
        byte offsetSize = version < 2 ? head[13] : head[9];
        int at = version switch
        {
            0 => 24 + 16,
            1 => 28 + 16,
            _ => 12 + 16,
        };
        if (offsetSize != 8 || at + 8 > head.Length)
        {
            return;
        }

        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(head[at..]);
        if (end > (ulong)source.Length)
        {
            throw new KerasFormatException($"the HDF5 file is cut off: it should have {end} bytes, and has {source.Length}: copy it again");
        }
    }

    private IH5Object? Get(string path)
    {
        IH5Object found = file;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (found is not IH5Group group || !group.LinkExists(part))
            {
                return null;
            }

            found = group.Get(part);
            if (found is IH5UnresolvedLink)
            {
                throw new KerasFormatException($"the HDF5 file is damaged: '{path}' leads nowhere");
            }
        }

        return found;
    }
}
