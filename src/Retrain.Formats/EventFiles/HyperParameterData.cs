using Google.Protobuf.WellKnownTypes;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.EventFiles;

/// <summary>Hyper-parameters as TensorBoard's panel wants them: what there is to choose, what a run chose, how it ended.</summary>
internal static class HyperParameterData
{
    /// <summary>Tag of <see cref="Experiment"/>.</summary>
    public const string ExperimentTag = "_hparams_/experiment";

    /// <summary>Tag of <see cref="Start"/>.</summary>
    public const string StartTag = "_hparams_/session_start_info";

    /// <summary>Tag of <see cref="End"/>.</summary>
    public const string EndTag = "_hparams_/session_end_info";

    /// <summary>Names and kinds of the parameters, and the scalars that show what came of them.</summary>
    /// <param name="values">Parameters: text, <see langword="bool"/> or numbers.</param>
    /// <param name="metrics">Tag and name for display.</param>
    public static HParamsPluginData Experiment(
        IReadOnlyDictionary<string, object> values, IEnumerable<(string Tag, string Name)> metrics)
    {
        var experiment = new Experiment();
        foreach ((string name, object value) in Sorted(values))
        {
            experiment.HparamInfos.Add(new HParamInfo { Name = name, Type = TypeOf(value) });
        }

        foreach ((string tag, string name) in metrics)
        {
            experiment.MetricInfos.Add(new MetricInfo { Name = new MetricInfo.Types.MetricName { Tag = tag }, DisplayName = name });
        }

        return new HParamsPluginData { Experiment = experiment };
    }

    /// <summary>What a run chose.</summary>
    /// <param name="values">Parameters: text, <see langword="bool"/> or numbers.</param>
    /// <param name="group">Runs of one group are repetitions with the same choice.</param>
    /// <param name="start">When it began, in seconds since 1970.</param>
    public static HParamsPluginData Start(IReadOnlyDictionary<string, object> values, string group, double start)
    {
        var info = new SessionStartInfo { GroupName = group, StartTimeSecs = start };
        foreach ((string name, object value) in Sorted(values))
        {
            info.Hparams.Add(name, value switch
            {
                bool flag => Value.ForBool(flag),
                string text => Value.ForString(text),
                _ => Value.ForNumber(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
            });
        }

        return new HParamsPluginData { SessionStartInfo = info };
    }

    /// <summary>The run came to its end.</summary>
    /// <param name="end">When, in seconds since 1970.</param>
    public static HParamsPluginData End(double end) => new()
    {
        SessionEndInfo = new SessionEndInfo { Status = SessionEndInfo.Types.SessionResult.Success, EndTimeSecs = end },
    };

    private static IEnumerable<KeyValuePair<string, object>> Sorted(IReadOnlyDictionary<string, object> values) =>
        values.OrderBy(v => v.Key, StringComparer.Ordinal);

    private static HParamInfo.Types.HParamType TypeOf(object value) => value switch
    {
        bool => HParamInfo.Types.HParamType.Bool,
        string => HParamInfo.Types.HParamType.Text,
        _ => HParamInfo.Types.HParamType.Float64,
    };
}
