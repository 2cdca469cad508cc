using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retrain.Tests.Backbones.Catalogue;

/// <summary>A web server on 127.0.0.1 that misbehaves as it is told; one answer a connection.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<Request, Answer> script;
    private readonly Task loop;

    public LocalServer(Func<Request, Answer> script)
    {
        this.script = script;
        listener.Start();
        loop = AcceptAsync();
    }

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<Request> Requests { get; } = new();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Base => $"http://127.0.0.1:{Port}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await loop;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string[] first = (await reader.ReadLineAsync(stop.Token) ?? "").Split(' ');
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
                {
                    headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
                }

                var request = new Request(first[1], headers);
                Answer answer = script(request);
                Requests.Enqueue(request);
                if (answer.Before is { } before)
                {
                    await before.WaitAsync(stop.Token);
                }

                var head = new StringBuilder($"HTTP/1.1 {answer.Status} Said\r\nConnection: close\r\n");
                if (answer.SaysLength)
                {
                    head.Append($"Content-Length: {answer.Length ?? answer.Body.Length}\r\n");
                }

                foreach ((string name, string value) in answer.Headers)
                {
                    head.Append($"{name}: {value}\r\n");
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), stop.Token);
                await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.Body.Length, answer.SendOnly ?? int.MaxValue)), stop.Token);
                if (answer.Stalls)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}

internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte that is asked for; 0 without a range.</summary>
    public int From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}

internal sealed record Answer(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>What the header says, if not the truth.</summary>
    public long? Length { get; init; }

    public bool SaysLength { get; init; } = true;

    /// <summary>The connection ends, or stalls, after so many bytes.</summary>
    public int? SendOnly { get; init; }

    public bool Stalls { get; init; }

    /// <summary>Waited for before anything is sent.</summary>
    public Task? Before { get; init; }

    /// <summary>As a good server does: the rest of the file if the tag still holds.</summary>
    public static Answer File(Request request, byte[] file, string tag = "\"one\"") =>
        request.From > 0 && request.Headers["If-Range"] == tag
            ? Part(file, request.From, tag)
            : new Answer(200, file) { Headers = { ["ETag"] = tag } };

    public static Answer Part(byte[] file, int from, string tag = "\"one\"") =>
        new(206, file[from..]) { Headers = { ["ETag"] = tag, ["Content-Range"] = $"bytes {from}-{file.Length - 1}/{file.Length}" } };

    public static Answer Redirect(int status, string to) => new(status, []) { Headers = { ["Location"] = to } };

    public static Answer Text(int status, string text, string type = "text/html; charset=utf-8") =>
        new(status, Encoding.UTF8.GetBytes(text)) { Headers = { ["Content-Type"] = type } };
}
