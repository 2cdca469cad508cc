namespace Retrain.Cli;

/// <summary>
/// Two programs in one assembly: the name it was started by decides. <c>retrain label_image ...</c> is the second one too, for
/// <c>dotnet run</c>.
/// </summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        string name = Path.GetFileNameWithoutExtension(Environment.ProcessPath ?? "");
        var console = new ProgramConsole(Console.Out, Console.Error, Console.In, !Console.IsErrorRedirected);
        return name == "label_image" ? ProgramRunner.RunAsync(new LabelImageProgram(console), args, console)
            : args is ["label_image", ..] ? ProgramRunner.RunAsync(new LabelImageProgram(console), args[1..], console)
            : args is ["demo", ..] ? ProgramRunner.RunAsync(new DemoProgram(console), args[1..], console)
            : ProgramRunner.RunAsync(new RetrainProgram(console), args, console);
    }
}
