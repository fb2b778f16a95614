namespace Grizzly.Sql;

/// <summary>
/// The words the grammar knows. A capital inside a member's name stands for an underscore: TryCast is TRY_CAST.
/// Which of them may serve as names is in <see cref="Keywords"/>.
/// </summary>
internal enum Keyword : ushort
{
    None,
    Abort, Action, Add, After, All, Alter, Always, Analyse, Analyze, And, Anti, Any, Array, As, Asc, Asof, Asymmetric,
    At, Attach, Authorization,
    Begin, Between, Binary, Bit, Both, By,
    Cache, Call, Cascade, Case, Cast, Catalog, Characteristics, Char, Character, Check, Checkpoint, Collate, Collation,
    Column, Columns, Comment,
    Commit, Committed, Compression, Concurrently, Conflict, Constraint, Copy, Create, Cross, Cube, Current,
    CurrentCatalog, CurrentDate,
    CurrentRole, CurrentSchema, CurrentTime, CurrentTimestamp, CurrentUser, Cycle,
    Data, Database, Databases, Day, Deallocate, Default, Deferrable, Deferred, Delete, Desc, Describe, Detach,
    Distinct, Do, Double, Drop,
    Else, End, Enum, Error, Escape, Except, Exclude, Execute, Exists, Explain, Export, Extract,
    False, Fetch, Filter, First, Following, For, Force, Foreign, Freeze, From, Full, Function,
    Generated, Glob, Global, Grant, Group, Grouping, Groups,
    Having, Hour,
    Identity, If, Ignore, Ilike, Immediate, Import, In, Include, Increment, Index, Initially, Inner, Insert, Install,
    Intersect, Interval, Into, Is,
    Isnull, Isolation,
    Join, Key,
    Lambda, Last, Lateral, Leading, Left, Level, Like, Limit, Load, Local, Localtime, Localtimestamp,
    Macro, Map, Match, Matched, Materialized, Maxvalue, Merge, Minute, Minvalue, Month,
    Name, National, Natural, Nchar, Next, No, Not, Nothing, Notnull, Null, Nulls,
    Of, Offset, On, Only, Or, Order, Ordinality, Others, Outer, Over, Overlaps, Overlay, Owned,
    Partition, Percent, Pivot, Placing, Position, Positional, Pragma, Preceding, Precision, Prepare, Primary,
    Qualify,
    Range, Read, Recursive, References, Release, Rename, Repeatable, Replace, Reset, Respect, Restart, Restrict,
    Returning, Right, Rollback, Rollup,
    Row, Rows,
    Sample, Savepoint, Schema, Second, Select, Semi, Sequence, Serializable, Session, SessionUser, Set, Sets, Show,
    Similar, Some, Source, Start,
    Stdin, Stdout, Stored, Struct, Substring, Summarize, Symmetric, System,
    Table, Tables, Tablesample, Target, Temp, Temporary, Then, Ties, Time, Timestamp, To, Trailing, Transaction, Trim,
    True, Truncate, TryCast, Type,
    Unbounded, Uncommitted, Union, Unique, Unknown, Unlogged, Unpivot, Update, Use, Using,
    Vacuum, Value, Values, Variable, Variadic, Varying, Verbose, View, Virtual,
    When, Where, Window, With, Within, Without, Work, Write,
    Year, Zone,
}
