namespace Retrain.Bottlenecks.Caching;

/// <summary>
/// What a file system says of a file without reading it. Two equal stamps mean the same content if the first was
/// <see cref="IsSettled"/> when the content was read.
/// </summary>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">Last change of the content as the file system tells it, in ns since 1970; programs can set it.</param>
/// <param name="Changed">
/// Last change of content or attributes, in ns since 1970; nobody can set it. 0 where the system has no such time.
/// </param>
internal readonly record struct FileStamp(long Size, long Modified, long Changed)
{
    private const long NanosecondsInSecond = 1_000_000_000;

    /// <summary>FAT keeps times in steps of two seconds, older Unix file systems of one.</summary>
    private const long CoarseWindow = 2 * NanosecondsInSecond;

    /// <summary>Where times have finer parts they step with the kernel's clock, every 10 ms at most.</summary>
    private const long FineWindow = NanosecondsInSecond / 10;

    /// <summary>
    /// Whether an edit after <paramref name="readAt"/> must show in the stamp. An edit within one step of the file system's clock leaves
    /// the time as it was ("racy git" describes the problem), so a file that changed just before it was read is not believed next
    /// time: it is read and hashed again.
    /// </summary>
    /// <param name="readAt">When the reading of the content began, by this machine's clock.</param>
    public bool IsSettled(DateTimeOffset readAt)
    {
        // The time that programs cannot set decides where there is one. A file "from the future" is settled: its next edit is now.
        long last = Changed != 0 ? Changed : Modified;
        bool isFine = Changed != 0 && Changed % NanosecondsInSecond != 0;
        return Math.Abs(ToNanoseconds(readAt) - last) >= (isFine ? FineWindow : CoarseWindow);
    }

    /// <summary>The stamp of a file as it is now; links are followed.</summary>
    /// <exception cref="IOException">There is no such file, or it is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The system does not let us see it.</exception>
    public static FileStamp Read(string path)
    {
        if (LinuxFileStatus.TryRead(path, out FileStamp stamp))
        {
            return stamp;
        }

        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        }

        // Length throws where the file is missing.
        return new FileStamp(file.Length, ToNanoseconds(file.LastWriteTimeUtc), 0);
    }

    private static long ToNanoseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
}
