using Grizzly.Types;

namespace Grizzly.Tests.Types;

public sealed class TypeLatticeTests
{
    private static readonly LogicalType Integer = LogicalType.Integer, Varchar = LogicalType.Varchar,
        Double = LogicalType.Double;

    [Test]
    public void Numbers_meet_in_a_type_that_holds_both()
    {
        Assert.Multiple(() =>
        {
            Assert.That(TypeLattice.CommonType(LogicalType.TinyInt, LogicalType.BigInt),
                Is.EqualTo(LogicalType.BigInt));
            Assert.That(TypeLattice.CommonType(LogicalType.UInteger, Integer), Is.EqualTo(LogicalType.BigInt));
            Assert.That(TypeLattice.CommonType(LogicalType.UBigInt, LogicalType.TinyInt),
                Is.EqualTo(LogicalType.HugeInt));
            Assert.That(TypeLattice.CommonType(LogicalType.Decimal(15, 2), Integer),
                Is.EqualTo(LogicalType.Decimal(15, 2)));
            Assert.That(TypeLattice.CommonType(LogicalType.Decimal(4, 2), LogicalType.Decimal(6, 1)),
                Is.EqualTo(LogicalType.Decimal(7, 2)));
            Assert.That(TypeLattice.CommonType(LogicalType.Decimal(38, 10), LogicalType.HugeInt),
                Is.EqualTo(LogicalType.Decimal(38, 10)));
            Assert.That(TypeLattice.CommonType(LogicalType.Decimal(15, 2), Double), Is.EqualTo(Double));
            Assert.That(TypeLattice.CommonType(LogicalType.Float, Integer), Is.EqualTo(Double));
            Assert.That(TypeLattice.CommonType(LogicalType.Date, LogicalType.Timestamp),
                Is.EqualTo(LogicalType.Timestamp));
        });
    }

    [Test]
    public void Only_literals_of_text_adapt()
    {
        Assert.Multiple(() =>
        {
            Assert.That(TypeLattice.CommonType(Varchar, Integer, leftIsLiteral: true), Is.EqualTo(Integer));
            Assert.That(TypeLattice.CommonType(Varchar, Integer), Is.Null);
            Assert.That(TypeLattice.CommonType(LogicalType.Null, LogicalType.Date), Is.EqualTo(LogicalType.Date));
            Assert.That(TypeLattice.CommonType(LogicalType.Date, Integer), Is.Null);
            Assert.That(TypeLattice.CommonType([LogicalType.Null, Varchar, LogicalType.Date], [true, true, false]),
                Is.EqualTo(LogicalType.Date));
        });
    }

    [Test]
    public void The_cheapest_overload_wins()
    {
        (LogicalType[], bool)[] overloads =
            [([LogicalType.Double], false), ([LogicalType.BigInt], false), ([LogicalType.Varchar], true)];
        Assert.That(OverloadResolver.Resolve([LogicalType.SmallInt], [false], overloads), Is.EqualTo(1));
        Assert.That(OverloadResolver.Resolve([LogicalType.Float], [false], overloads), Is.EqualTo(0));
        Assert.That(OverloadResolver.Resolve([Varchar, Varchar], [false, false], overloads), Is.EqualTo(2));
        Assert.That(OverloadResolver.Resolve([LogicalType.Date], [false], overloads), Is.EqualTo(-1));
    }
}
