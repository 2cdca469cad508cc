using Retrain.Testing;

namespace Retrain.Formats.Tests;

public sealed class OpsPageTests
{
    [Fact]
    public void Page_OfOperators_IsThatOfTheTables()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "docs", "ops.md");
        string expected = OpsPage.Text();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 })
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }
}
