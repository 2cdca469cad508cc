using System.Net;
using System.Net.Http.Headers;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>Fetches archives over HTTP: follows redirects, goes on after cuts, and says what to do where it cannot.</summary>
internal sealed class ModuleDownloader(HttpClient client, ModuleStoreOptions options)
{
    private const int MostRedirects = 10;
    private const int BufferBytes = 1 << 16;

    /// <summary>A try that brings as many bytes was worth it, and its cut is not counted.</summary>
    private const long Worthwhile = 1 << 20;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Fetches what is missing of a file.</summary>
    /// <param name="address">The module, for messages.</param>
    /// <param name="source">Where the archive is.</param>
    /// <param name="partial">What is here of it; whole afterwards. It stays as it is if the download is cancelled or given up.</param>
    /// <param name="byHand">What the user can do without this program, for messages.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    /// <exception cref="RetrainException">It cannot be had; one line says why and what to do.</exception>
    public async Task DownloadAsync(
        ModuleAddress address,
        Uri source,
        PartialDownload partial,
        string byHand,
        IProgress<ModuleDownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var job = new Job(address, source, partial, byHand, progress);
        for (int fruitless = 0, tries = 1; ; tries++)
        {
            long before = partial.Length;
            TryResult result;
            try
            {
                result = await TryOnceAsync(job, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e)
            {
                result = Explain(job, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RetrainException($"the download of {source} cannot be written to {partial.Path}: {e.OneLine()}", e);
            }

            if (result.Fault is not { } fault)
            {
                return;
            }

            fruitless = partial.Length - before >= Worthwhile ? 0 : fruitless;

            // Where nobody ever answered, a second silence is enough.
            if (fruitless == options.Waits.Count || (!job.IsAnswered && fruitless > 0))
            {
                throw job.IsAnswered
                    ? new RetrainException(
                        $"the download of {source} failed {tries} times, at last because {fault}; {Kept(partial)}. Otherwise {byHand}")
                    : Unreachable(job, fault, null);
            }

            TimeSpan wait = options.Waits[fruitless++];
            if (result.RetryAfter is { } asked && asked > wait)
            {
                wait = asked < LongestRetryAfter ? asked : LongestRetryAfter;
            }

            await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TryResult> TryOnceAsync(Job job, CancellationToken cancellationToken)
    {
        PartialDownload partial = job.Partial;
        if (partial.Length > 0 && partial.Length == partial.Total)
        {
            return TryResult.Done;
        }

        // Tells nothing about the version: what is here could not be joined with the rest.
        if (partial.Length > 0 && partial.Validator is null)
        {
            partial.Remove();
        }

        using var idle = new CancellationTokenSource(options.IdleTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        try
        {
            using HttpResponseMessage response = await SendAsync(job, either.Token).ConfigureAwait(false);
            job.IsAnswered = true;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && partial.Length > 0)
            {
                partial.Remove();
                return new TryResult("the server has another file now");
            }

            if (response.StatusCode is not HttpStatusCode.OK and not HttpStatusCode.PartialContent)
            {
                return Refused(job, response);
            }

            if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            {
                throw WebPage(job, response.RequestMessage?.RequestUri);
            }

            if (response.StatusCode == HttpStatusCode.OK)
            {
                partial.Restart(job.Source, ValidatorOf(response), response.Content.Headers.ContentLength);
            }
            else if (!Continues(partial, response.Content.Headers.ContentRange))
            {
                partial.Remove();
                return new TryResult("the server sent another part of the file than it was asked for");
            }

            return await ReadBodyAsync(job, response, idle, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The one that leaves carries the caller's token.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new TryResult($"the server was silent for {options.IdleTimeout.TotalSeconds:0.#} s");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Job job, CancellationToken cancellationToken)
    {
        Uri url = job.Source;
        for (int hops = 0; hops <= MostRedirects; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("retrain", ProgramInformation.Version));
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (job.Partial is { Length: > 0, Validator: { } validator } && request.Headers.TryAddWithoutValidation("If-Range", validator))
            {
                request.Headers.Range = new RangeHeaderValue(job.Partial.Length, null);
            }

            HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            job.IsAnswered = true;
            if (!Uri.TryCreate(url, location, out Uri? next) || (next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps))
            {
                throw new RetrainException($"{url} leads to {location}, which is no web address; otherwise {job.ByHand}");
            }

            if (url.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
            {
                throw new RetrainException($"{url} leads to {next}, which is not encrypted, and is not followed; otherwise {job.ByHand}");
            }

            url = next;
        }

        throw new RetrainException(
            $"{job.Source} leads from address to address (more than {MostRedirects}, last {url}); otherwise {job.ByHand}");
    }

    private async Task<TryResult> ReadBodyAsync(
        Job job, HttpResponseMessage response, CancellationTokenSource idle, CancellationToken cancellationToken)
    {
        PartialDownload partial = job.Partial;
        CheckSize(job, partial.Total ?? 0);
        using FileStream file = partial.OpenAppend();
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            job.Progress?.Report(new ModuleDownloadProgress(partial.Length, partial.Total));
            idle.CancelAfter(options.IdleTimeout);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                return new TryResult($"the connection broke after {Amount(partial)} ({e.OneLine()})");
            }

            if (read == 0)
            {
                break;
            }

            // Written without the token: half a block would not agree with the count.
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
            partial.Grew(read);
            CheckSize(job, partial.Length);
        }

        return partial.Total is { } total && partial.Length != total
            ? new TryResult($"the connection ended after {Amount(partial)}")
            : TryResult.Done;
    }

    private void CheckSize(Job job, long bytes)
    {
        if (bytes > options.Limits.ArchiveBytes)
        {
            job.Partial.Remove();
            throw new RetrainException(
                $"{job.Source} has {bytes} bytes or more, which no module has (limit {options.Limits.ArchiveBytes}); it is not downloaded");
        }
    }

    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.ToString()
        : response.Content.Headers.LastModified is { } date ? date.ToString("r")
        : null;

    private static bool Continues(PartialDownload partial, ContentRangeHeaderValue? range) =>
        range is { Unit: "bytes", From: { } from }
        && from == partial.Length
        && (partial.Total is not { } total || range.Length is not { } length || total == length);

    private static TryResult Refused(Job job, HttpResponseMessage response)
    {
        int code = (int)response.StatusCode;
        string said = $"{code} {response.ReasonPhrase}".TrimEnd();
        if (code is 408 or 429 or >= 500)
        {
            return new TryResult($"the server answered {said}", response.Headers.RetryAfter?.Delta);
        }

        string why = code switch
        {
            404 or 410 when job.Address.Module is null && ModuleCatalogue.Nearest(job.Address.Url) is { } near =>
                $"there is no such module; did you mean {near}?",
            404 or 410 => "there is no such module, or it has moved",
            401 or 403 => "the server does not give it to everybody",
            407 => "the proxy wants a password; set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
            _ => "the server does not give it",
        };
        throw new RetrainException($"{job.Source} cannot be downloaded (HTTP {said}): {why}. Otherwise {job.ByHand}");
    }

    private static TryResult Explain(Job job, HttpRequestException fault)
    {
        string text = (fault.InnerException ?? fault).OneLine();
        return fault.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => throw new RetrainException(
                $"{job.Source} cannot be downloaded: no secure connection ({text}); if a company's certificate is in between, "
                    + $"name its file in SSL_CERT_FILE. Otherwise {job.ByHand}",
                fault),
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
                when !job.IsAnswered => throw Unreachable(job, text, fault),
            _ => new TryResult(text),
        };
    }

    private static RetrainException Unreachable(Job job, string why, Exception? fault) => new(
        $"the module {job.Address.Url} is not in the cache, and {job.Source.Host} cannot be reached to download it ({why}); "
            + $"behind a proxy set HTTPS_PROXY, and for a mirror use --module_base_url. Otherwise {job.ByHand}",
        fault);

    private static RetrainException WebPage(Job job, Uri? last) => new(
        $"{job.Source} gave a web page{(last is null || last.Host == job.Source.Host ? "" : " of " + last.Host)} instead of an archive: "
            + $"the module has moved, or a login page of the network is in between. Otherwise {job.ByHand}");

    private static string Amount(PartialDownload partial) =>
        partial.Total is { } total ? $"{partial.Length} of {total} bytes" : $"{partial.Length} bytes";

    private static string Kept(PartialDownload partial) =>
        partial.Length > 0 && partial.Validator is not null
            ? $"{Amount(partial)} are kept, and the same command goes on from there"
            : "try again later";

    /// <summary>How a try ended.</summary>
    private readonly record struct TryResult(string? Fault, TimeSpan? RetryAfter = null)
    {
        public static TryResult Done => new(null);
    }

    private sealed record Job(
        ModuleAddress Address, Uri Source, PartialDownload Partial, string ByHand, IProgress<ModuleDownloadProgress>? Progress)
    {
        /// <summary>Whether any server has answered yet: if not, there is no way to it.</summary>
        public bool IsAnswered { get; set; }
    }
}
