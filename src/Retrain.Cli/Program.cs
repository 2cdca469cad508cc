using System.Text;
using Retrain.Cli.Output;

namespace Retrain.Cli;

/// <summary>
/// Two programs in one assembly: the name it was started by decides. <c>retrain label_image ...</c> is the second one too, for
/// <c>dotnet run</c>.
/// </summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // File names are UTF-8 to .NET whatever the locale's character set, and CSV and JSON are UTF-8 too: labels outside of it would
        // become '?'.
        Console.OutputEncoding = Console.InputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        string name = Path.GetFileNameWithoutExtension(Environment.ProcessPath ?? "");
        Func<string, string?> environment = Environment.GetEnvironmentVariable;
        var console = new ProgramConsole(
            Console.Out, Console.Error, Console.In, TerminalLook.CanRedraw(Console.IsErrorRedirected, environment))
        {
            Look = TerminalLook.Of(environment, OperatingSystem.IsWindows(), ConsoleWidth),
        };
        return name == "label_image" ? ProgramRunner.RunAsync(new LabelImageProgram(console), args, console)
            : args is ["label_image", ..] ? ProgramRunner.RunAsync(new LabelImageProgram(console), args[1..], console)
            : args is ["demo", ..] ? ProgramRunner.RunAsync(new DemoProgram(console), args[1..], console)
            : args is ["inspect", ..] ? ProgramRunner.RunAsync(new InspectProgram(console), args[1..], console)
            : args is ["history", ..] ? ProgramRunner.RunAsync(new HistoryProgram(console), args[1..], console)
            : args is ["export", ..] ? ProgramRunner.RunAsync(new ExportProgram(console), args[1..], console)
            : args is ["verify", ..] ? ProgramRunner.RunAsync(new VerifyProgram(console), args[1..], console)
            : args is ["convert", ..] ? ProgramRunner.RunAsync(new ConvertProgram(console), args[1..], console)
            : ProgramRunner.RunAsync(new RetrainProgram(console), args, console);
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (Exception fault) when (fault is IOException or PlatformNotSupportedException)
        {
            return 0;
        }
    }
}
