using System.Data;
using System.Data.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>What the base classes of System.Data promise about misuse and about closed and disposed objects.</summary>
public sealed class ContractTests
{
    [Test]
    public void A_connection_without_a_connection_string_does_not_open()
    {
        using DbConnection connection = GrizzlyFactory.Instance.CreateConnection();
        Assert.Throws<InvalidOperationException>(connection.Open);
        Assert.ThrowsAsync<InvalidOperationException>(connection.OpenAsync);
    }

    [Test]
    public void The_server_version_needs_an_open_connection()
    {
        using GrizzlyConnection connection = OpenMemory();
        Assert.That(connection.ServerVersion, Is.Not.Empty);
        Assert.That(connection.Database, Is.Not.Empty);
        connection.Close();
        Assert.Throws<InvalidOperationException>(() => _ = connection.ServerVersion);
        Assert.That(connection.Database, Is.Empty);
    }

    [TestCase("1::INTEGER")]
    [TestCase("1::TINYINT")]
    [TestCase("1::UBIGINT")]
    [TestCase("TRUE")]
    public void Only_a_UTINYINT_is_a_byte(string sql)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyDataReader reader = connection.Command($"SELECT {sql}, 255::UTINYINT").ExecuteReader();
        reader.Read();
        Assert.Throws<InvalidCastException>(() => reader.GetByte(0));
        Assert.Throws<InvalidCastException>(() => reader.GetFieldValue<byte>(0));
        Assert.That(reader.GetByte(1), Is.EqualTo(255));
        Assert.That(reader.GetFieldValue<byte?>(1), Is.EqualTo(255));
    }

    [Test]
    public void Pieces_of_a_value_are_copied_within_the_bounds_of_the_buffer()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyDataReader reader = connection.Command(@"SELECT 'abcd', '\x01\x02\x03'::BLOB").ExecuteReader();
        reader.Read();
        var chars = new char[3];
        Assert.That(reader.GetChars(0, 2, chars, 1, 2), Is.EqualTo(2));
        Assert.That(chars, Is.EqualTo(new[] { '\0', 'c', 'd' }));
        Assert.That(reader.GetChars(0, 9, chars, 0, 1), Is.Zero);
        Assert.That(reader.GetBytes(1, 0, null, 0, 0), Is.EqualTo(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetChars(0, 0, chars, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetBytes(1, 0, new byte[2], 3, 0));
        Assert.Throws<ArgumentException>(() => reader.GetBytes(1, 0, new byte[2], 1, 2));
    }

    [Test]
    public void A_parameter_must_be_given_a_value()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT $p");
        GrizzlyParameter parameter = command.Parameters.Add("p", GrizzlyType.Integer);
        Assert.Throws<InvalidOperationException>(() => command.ExecuteScalar());
        parameter.Value = null;
        Assert.That(command.ExecuteScalar(), Is.EqualTo(DBNull.Value));
    }

    [Test]
    public void A_parameter_of_an_unknown_class_is_not_supported()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT ?", new object());
        Assert.Throws<NotSupportedException>(() => command.ExecuteScalar());
    }

    [Test]
    public void Removing_a_parameter_that_is_not_there_raises_an_error()
    {
        var parameters = new GrizzlyParameterCollection();
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.RemoveAt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.RemoveAt(-1));
        Assert.Throws<IndexOutOfRangeException>(() => parameters.RemoveAt("p"));
        Assert.That(new GrizzlyParameter().IsNullable, Is.False);
    }

    [Test]
    public void A_transaction_is_used_up_by_its_end_and_gone_after_disposal()
    {
        using GrizzlyConnection connection = OpenMemory();
        GrizzlyTransaction transaction = connection.BeginTransaction();
        transaction.Commit();
        Assert.Throws<InvalidOperationException>(transaction.Commit);
        Assert.Throws<InvalidOperationException>(transaction.Rollback);
        transaction.Dispose();
        Assert.Throws<ObjectDisposedException>(transaction.Commit);
        Assert.Throws<ObjectDisposedException>(transaction.Rollback);
    }
}
