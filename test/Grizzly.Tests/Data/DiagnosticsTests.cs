using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Data.Diagnostics;
using Grizzly.Data.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grizzly.Tests.Data;

/// <summary>Traces, measurements, logs and events. Other tests run commands meanwhile, so each looks for its own: by
/// the name of its database, or by a text that nobody else runs.</summary>
public sealed class DiagnosticsTests
{
    [Test]
    public void A_command_is_an_activity_with_the_conventional_tags()
    {
        List<Activity> activities = Trace("traced_one", connection =>
        {
            using GrizzlyCommand command = connection.Command("/* why */ SELECT 'secret', 42 AS traced_one");
            command.ExecuteScalar();
        });
        Activity activity = activities.Single();
        Assert.That(activity.Kind, Is.EqualTo(ActivityKind.Client));
        Assert.That(activity.DisplayName, Is.EqualTo("SELECT memory"));
        Assert.That(activity.GetTagItem("db.system.name"), Is.EqualTo("grizzly"));
        Assert.That(activity.GetTagItem("db.namespace"), Is.EqualTo("memory"));
        Assert.That(activity.GetTagItem("db.operation.name"), Is.EqualTo("SELECT"));
        Assert.That(activity.GetTagItem("db.query.text"), Is.EqualTo("SELECT ?, ? AS traced_one"));
        Assert.That(activity.GetTagItem("error.type"), Is.Null);
        Assert.That(activity.Status, Is.EqualTo(ActivityStatusCode.Unset));
    }

    [Test]
    public void Parameterised_texts_are_shown_as_they_are_and_values_never()
    {
        Activity activity = Trace("traced_two", connection =>
        {
            using GrizzlyCommand command = connection.Command("SELECT ? + 1 AS traced_two", 991177);
            command.ExecuteScalar();
        }).Single();
        Assert.That(activity.GetTagItem("db.query.text"), Is.EqualTo("SELECT ? + 1 AS traced_two"));
        Assert.That(activity.TagObjects.Select(tag => $"{tag.Value}"), Has.None.Contains("991177"));
    }

    [TestCase("SELECT 1/0::DOUBLE, no_such_column AS traced_three", "42703")]
    [TestCase("SELECT CAST('x' || i AS INTEGER) AS traced_three FROM range(3) r(i)", "22P02")]
    [TestCase("SELECT traced_three FROM", "42601")]
    public void An_error_is_told_by_its_state(string sql, string state)
    {
        Activity activity = Trace("traced_three", connection =>
        {
            using GrizzlyCommand command = connection.Command(sql);
            Assert.Throws<GrizzlyException>(() => command.ExecuteScalar());
        }).Single();
        Assert.That(activity.GetTagItem("error.type"), Is.EqualTo(state));
        Assert.That(activity.GetTagItem("db.response.status_code"), Is.EqualTo(state));
        Assert.That(activity.Status, Is.EqualTo(ActivityStatusCode.Error));
    }

    [Test]
    public void A_batch_is_one_activity()
    {
        Activity activity = Trace("traced_four", connection =>
        {
            using GrizzlyBatch batch = connection.CreateBatch();
            batch.BatchCommands.Add(new GrizzlyBatchCommand("SELECT 1 AS traced_four"));
            batch.BatchCommands.Add(new GrizzlyBatchCommand("SELECT 2"));
            batch.ExecuteNonQuery();
        }).Single();
        Assert.That(activity.GetTagItem("db.operation.name"), Is.EqualTo("BATCH SELECT"));
        Assert.That(activity.GetTagItem("db.operation.batch.size"), Is.EqualTo(2));
    }

    [Test]
    public void Durations_and_connections_are_measured()
    {
        string path = $":memory:{Guid.NewGuid():N}";
        var durations = new List<(double Value, string? State)>();
        long connections = 0, most = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == GrizzlyTelemetry.Name) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            Dictionary<string, object?> named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (named["db.operation.name"] is not "DESCRIBE" and not "SUMMARIZE") return;
            Assert.That(instrument.Name, Is.EqualTo("db.client.operation.duration"));
            Assert.That(instrument.Unit, Is.EqualTo("s"));
            lock (durations) durations.Add((value, named.GetValueOrDefault("db.response.status_code") as string));
        });
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (!tags.ToArray().Contains(new("db.client.connection.pool.name", path))) return;
            Assert.That(instrument.Name, Is.EqualTo("db.client.connection.count"));
            connections += value;
            most = Math.Max(most, connections);
        });
        listener.Start();
        using (var first = new GrizzlyConnection($"Data Source={path}"))
        using (var second = new GrizzlyConnection($"Data Source={path}"))
        {
            first.Open();
            second.Open();
            first.Run("CREATE TABLE measured (i INTEGER)");
            first.Run("DESCRIBE measured");
            Assert.Throws<GrizzlyException>(() => second.Run("DESCRIBE no_such_measured_table"));
        }
        Assert.That(most, Is.EqualTo(2));
        Assert.That(connections, Is.Zero);
        Assert.That(durations.Select(d => d.State), Is.SupersetOf(new string?[] { null, "42P01" }));
        Assert.That(durations, Has.All.Matches<(double Value, string?)>(d => d.Value >= 0));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Commands_are_logged_and_parameters_on_demand(bool logsParameters)
    {
        var logs = new Logs();
        using var factory = new LoggerFactory([logs]);
        using GrizzlyDataSource source = new GrizzlyDataSourceBuilder("Data Source=:memory:")
            .UseLoggerFactory(factory).EnableParameterLogging(logsParameters).Build();
        using (GrizzlyConnection connection = source.OpenConnection())
        {
            using GrizzlyCommand command = connection.Command("SELECT $secret + 1");
            command.Parameters.AddWithValue("secret", 4711);
            Assert.That(command.ExecuteScalar(), Is.EqualTo(4712));
            Assert.Throws<GrizzlyException>(() => connection.Run("SELECT nothing_of_that_name"));
        }
        Assert.That(logs.Lines, Has.Exactly(1).Contains("SELECT $secret + 1"));
        Assert.That(logs.Lines, logsParameters ? Has.Some.Contains("secret=4711") : Has.None.Contains("4711"));
        Assert.That(logs.Lines, Has.Exactly(1).StartsWith("Error Grizzly.Data.Command").And.Contains("42703"));
        Assert.That(logs.Lines, Has.Exactly(1).Contains("Opened a connection"));
        Assert.That(logs.Lines, Has.Exactly(1).Contains("Closed a connection"));
    }

    [Test]
    public void Data_sources_of_services_log_where_logging_is_registered()
    {
        var logs = new Logs();
        using var factory = new LoggerFactory([logs]);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(factory);
        services.AddGrizzlyDataSource("Data Source=:memory:");
        using ServiceProvider provider = services.BuildServiceProvider();
        using GrizzlyConnection connection = provider.GetRequiredService<GrizzlyDataSource>().OpenConnection();
        connection.Run("SELECT 'logged by the factory of the services'");
        Assert.That(logs.Lines, Has.Some.Contains("logged by the factory of the services"));
    }

    [Test]
    public void Events_tell_of_commands_without_literals()
    {
        using var listener = new Events();
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory();
        connection.Run("SELECT 'hidden' AS an_event_of_this_test");
        Assert.Throws<GrizzlyException>(() => connection.Run("SELECT an_event_of_this_test"));
        Assert.That(listener.Of("CommandStart"), Has.Some.EqualTo("SELECT ? AS an_event_of_this_test"));
        Assert.That(listener.Of("CommandStop"), Has.Some.StartsWith("SELECT|"));
        Assert.That(listener.Of("CommandFailed"), Has.Some.EqualTo("SELECT|42703"));
        Assert.That(listener.Of("ConnectionOpened"), Has.Some.EqualTo(":memory:"));
    }

    private static List<Activity> Trace(string mark, Action<GrizzlyConnection> work)
    {
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GrizzlyTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities) activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory();
        work(connection);
        lock (activities) return [.. activities.Where(a => $"{a.GetTagItem("db.query.text")}".Contains(mark))];
    }

    private sealed class Logs : ILoggerProvider, ILogger
    {
        private string _category = "";

        public List<string> Lines { get; private init; } = [];

        public ILogger CreateLogger(string categoryName) => new Logs { _category = categoryName, Lines = Lines };

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel} {_category}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }

    private sealed class Events : EventListener
    {
        private readonly List<(string Name, string Payload)> _events = [];

        public string[] Of(string name)
        {
            lock (_events) return [.. _events.Where(e => e.Name == name).Select(e => e.Payload)];
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == GrizzlyTelemetry.Name) EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource.Name != GrizzlyTelemetry.Name || eventData.EventName is null) return;
            lock (_events) _events.Add((eventData.EventName, string.Join("|", eventData.Payload ?? new([]))));
        }
    }
}
