using Retrain.Cli.CommandLine;
using Retrain.Foundation;

namespace Retrain.Cli;

/// <summary>What all programs share: help, version, Ctrl-C, and failures as one line and an exit code.</summary>
internal static class ProgramRunner
{
    /// <summary>Runs a program and never lets an exception out.</summary>
    public static async Task<int> RunAsync(IProgram program, string[] arguments, ProgramConsole console)
    {
        using var interrupt = new CancellationTokenSource();
        void Interrupted(object? sender, ConsoleCancelEventArgs e)
        {
            e.Cancel = true;
            interrupt.Cancel();
        }

        Console.CancelKeyPress += Interrupted;
        bool debug = arguments.Contains("--debug");
        try
        {
            ParsedOptions options = program.Options.Parse(arguments);
            if (options.Value(program.Options.Help))
            {
                await console.Out.WriteAsync(HelpText.Render(program.Usage, program.Options.Groups, ConsoleWidth())).ConfigureAwait(false);
                return ExitCode.Done;
            }

            if (options.Value(program.Options.Version))
            {
                await console.Out.WriteLineAsync(ProgramVersion.Text).ConfigureAwait(false);
                return ExitCode.Done;
            }

            return await program.RunAsync(options, interrupt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("Interrupted. Bottlenecks computed so far are kept, and so are the steps: "
                + "the same command with --resume goes on from there.")
                .ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (UsageException fault)
        {
            return await Fail(fault, ExitCode.Usage).ConfigureAwait(false);
        }
        catch (UnusablePhotoException fault)
        {
            return await Fail(fault, ExitCode.SomePhotosUnusable).ConfigureAwait(false);
        }
        catch (RetrainException fault)
        {
            return await Fail(fault, ExitCode.Failed).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return await Fail(fault, ExitCode.Failed).ConfigureAwait(false);
        }
        catch (Exception fault) when (!debug)
        {
            // Nobody foresaw it, so the message alone may not help; with --debug it ends as .NET shows it.
            await console.Error.WriteLineAsync($"Error: {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}\nError: "
                + "this should not happen; run again with --debug and report what it shows").ConfigureAwait(false);
            return ExitCode.Failed;
        }
        finally
        {
            Console.CancelKeyPress -= Interrupted;
        }

        async Task<int> Fail(Exception fault, int code)
        {
            await console.Error.WriteLineAsync(debug ? fault.ToString() : "Error: " + fault.Message.ReplaceLineEndings("\nError: "))
                .ConfigureAwait(false);
            return code;
        }
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 100 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
