using System.Data;
using System.Data.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>What results and GetSchema tell about tables, columns, keys and indexes.</summary>
public sealed class SchemaTests
{
    private static GrizzlyConnection WithTables()
    {
        GrizzlyConnection connection = OpenMemory();
        connection.Run("""
            CREATE TABLE p (a INTEGER PRIMARY KEY, b VARCHAR UNIQUE, c BIGINT GENERATED ALWAYS AS IDENTITY);
            CREATE TABLE f (x INTEGER CONSTRAINT fk REFERENCES p(a) ON DELETE CASCADE, y INTEGER NOT NULL)
            """);
        connection.Run("CREATE UNIQUE INDEX i ON f (y, x)");
        return connection;
    }

    private static IReadOnlyList<DbColumn> Columns(GrizzlyConnection connection, string sql, CommandBehavior behavior =
        CommandBehavior.Default)
    {
        using GrizzlyCommand command = connection.Command(sql);
        using GrizzlyDataReader reader = command.ExecuteReader(behavior);
        return reader.GetColumnSchema();
    }

    private static string[] Rows(GrizzlyConnection connection, string collection, params string?[] restrictions) =>
    [
        .. connection.GetSchema(collection, restrictions).Rows.Cast<DataRow>().Select(row => string.Join(
            '|', row.ItemArray.Where(item => item is not DBNull))),
    ];

    [TestCase(CommandBehavior.Default)]
    [TestCase(CommandBehavior.SchemaOnly)]
    public void A_column_knows_where_it_comes_from(CommandBehavior behavior)
    {
        using GrizzlyConnection connection = WithTables();
        IReadOnlyList<DbColumn> columns = Columns(
            connection, "SELECT p.a AS key, b, c, y, y + 1 FROM p LEFT JOIN f ON x = a WHERE a > 0", behavior);
        Assert.That(columns[0].BaseColumnName, Is.EqualTo("a"));
        Assert.That(columns[0].BaseTableName, Is.EqualTo("p"));
        Assert.That(columns[0].BaseSchemaName, Is.EqualTo("main"));
        Assert.That(columns[0].BaseCatalogName, Is.EqualTo("memory"));
        Assert.That(columns[0].IsAliased, Is.True);
        Assert.That(
            columns.Select(column => column.IsKey), Is.EqualTo(new bool?[] { true, false, false, false, false }));
        Assert.That(
            columns.Select(column => column.IsUnique), Is.EqualTo(new bool?[] { true, true, false, false, false }));
        Assert.That(columns[2].IsAutoIncrement, Is.True);
        Assert.That(columns[2].IsReadOnly, Is.True);
        Assert.That(columns[1].IsReadOnly, Is.False);
        Assert.That(columns[0].AllowDBNull, Is.False);
        Assert.That(columns[1].AllowDBNull, Is.True);
        Assert.That(columns[3].AllowDBNull, Is.True, "the far side of an outer join");
        Assert.That(columns[4].IsExpression, Is.True);
        Assert.That(columns[4].BaseTableName, Is.Null);
    }

    [Test]
    public void A_result_without_columns_has_no_schema()
    {
        using GrizzlyConnection connection = WithTables();
        Assert.That(Columns(connection, "INSERT INTO p VALUES (1, 'x', DEFAULT)"), Is.Empty);
    }

    [Test]
    public void Collections_list_keys_constraints_and_indexes()
    {
        using GrizzlyConnection connection = WithTables();
        Assert.That(Rows(connection, "Databases"), Does.Contain("memory|False"));
        Assert.That(Rows(connection, "PrimaryKey", null, null, "p"), Has.One.Contains("p_pkey"));
        Assert.That(Rows(connection, "UniqueKeys"), Has.One.Contains("p_b_key"));
        Assert.That(Rows(connection, "ForeignKeys", null, null, "f").Single(), Does.Contain("fk").And.Contain("p_pkey")
            .And.Contain("CASCADE"));
        Assert.That(Rows(connection, "ForeignKeys", null, null, "p"), Is.Empty);
        Assert.That(Rows(connection, "Constraints", null, null, null, "fk"), Has.Length.EqualTo(1));
        Assert.That(Rows(connection, "ConstraintColumns", null, null, "f", "fk").Single(), Does.Contain("|x|"));
        Assert.That(
            Rows(connection, "Indexes", null, null, "f", "i").Single(), Is.EqualTo("memory|main|f|i|True|False"));
        Assert.That(Rows(connection, "IndexColumns", null, null, "f", "i"),
            Is.EqualTo(new[] { "memory|main|f|i|x|2", "memory|main|f|i|y|1" }));
        Assert.That(Rows(connection, "Schemata", null, "main"), Has.Length.EqualTo(1));
    }

    [Test]
    public void Every_collection_can_be_asked_for_with_all_its_restrictions()
    {
        using GrizzlyConnection connection = WithTables();
        foreach (DataRow row in connection.GetSchema().Rows)
        {
            string name = (string)row["CollectionName"];
            var nothing = new string?[(int)row["NumberOfRestrictions"]];
            Assert.That(connection.GetSchema(name, nothing).TableName, Is.EqualTo(name));
            Array.Fill(nothing, "no such name");
            if (nothing.Length > 0) Assert.That(connection.GetSchema(name, nothing).Rows, Is.Empty, name);
            Assert.Throws<ArgumentException>(() => connection.GetSchema(name, [.. nothing, null]), name);
        }
    }
}
