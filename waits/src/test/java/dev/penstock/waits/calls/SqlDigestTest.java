package dev.penstock.waits.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlDigestTest {
    private static final String MARK = "zq9secret";

    /** Pieces of literals and comments that a wrong reading of their ends would show. */
    private static final List<String> PIECES = List.of(
            MARK, MARK, "'", "\"", "\\", "\\\\", "/*", "*/", "--", "#", "$$", "$t$", "$", "[", "]", "`", "\n", " ", "}",
            ";", "q'", "E");

    private static final List<String> CODE = List.of(
            "select",
            "a",
            ",",
            "from t1",
            "where",
            "(",
            ")",
            "=",
            "in",
            "::text",
            "and x",
            "|| y",
            "1",
            "+",
            "\n",
            "order by",
            "t.b",
            "values",
            "insert into log");

    private static String digest(String sql, SqlSyntax syntax) {
        return SqlText.of(SqlText.keep(sql)).digest(syntax);
    }

    private static String postgres(String sql) {
        return digest(sql, SqlSyntax.POSTGRESQL);
    }

    private static String any(String sql) {
        return digest(sql, SqlSyntax.ANY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select  1 from t where a='x'           | select ? from t where a=?",
                "select a1, t2.b from t3                | select a1, t2.b from t3",
                "values (1, 2.5e-3, .5, 0x1F, 1_000)    | values (?, …)",
                "insert into t values (1, 'a'), (2, 'b') | insert into t values (?, …), …",
                "select * from t where id in (?, ?, ?)  | select * from t where id in (?, …)",
                "select 'it''s' + E'it\\'s' + B'01'     | select ? + ? + ?",
                "select $$x$$, $t$ $$ $t$, $1           | select ?, …",
                "select \"Order\" from \"my \"\"t\"     | select \"Order\" from \"my \"\"t\"",
                "/* a /* b */ c */ select -1 -- end     | select -?",
                "select a #>> '{x}' from t              | select a #>> ? from t",
                "select 'x' /* unfinished               | select ?",
                "select 'unfinished                     | select ?",
                "select date'2026-01-01'::text          | select date?::text"
            })
    void postgresTextBecomesItsDigest(String sql, String expected) {
        assertThat(postgres(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select \"x\" from `my t` where a=1     | select ? from `my t` where a=?",
                "select _utf8'x', N'y' # end            | select ?, …",
                "select [my col] from t where b='x'     | select [my col] from t where b=?",
                "select 'a\\' or b='x'                  | select ?…[13 more]",
                "select q'{it's}' from dual             | select…[19 more]",
                "alter user a identified by tiger       | alter user a identified…[9 more]",
                "select 1 /* /* */ + 'x'                | select ?…[14 more]"
            })
    void textOfUnknownServerEndsAtDoubt(String sql, String expected) {
        assertThat(any(sql)).isEqualTo(expected);
    }

    @Test
    void longTextIsCutAndSaysHowMuch() {
        String sql = "select " + "column_name + ".repeat(5_000) + "'" + MARK + "'";

        String digest = any(sql);

        assertThat(digest).startsWith("select column_name + ").matches("(?s).*…\\[\\d+ more]");
        assertThat(digest.length()).isLessThan(SqlDigests.MOST_LENGTH + 20);
        assertThat(SqlText.of(SqlText.keep(sql)).length()).isEqualTo(SqlText.MOST_KEPT);
    }

    @Test
    void nullCharacterAndControlsAreNotShown() {
        assertThat(any("select \u0000\u001b[31m \u202e a")).doesNotContain("\u0000", "\u001b", "\u202e");
    }

    /** Random statements of one dialect, whose literals and comments contain the delimiters of all dialects. */
    private static String statement(SplittableRandom random, List<Function<String, String>> quotes) {
        StringBuilder sql = new StringBuilder();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            if (random.nextBoolean()) {
                sql.append(CODE.get(random.nextInt(CODE.size()))).append(' ');
            } else {
                StringBuilder content = new StringBuilder();
                for (int piece = random.nextInt(6); piece > 0; piece--) {
                    content.append(PIECES.get(random.nextInt(PIECES.size())));
                }
                sql.append(quotes.get(random.nextInt(quotes.size())).apply(content.append(MARK) + ""))
                        .append(random.nextBoolean() ? " " : ", ");
            }
        }
        return sql.toString();
    }

    private static String doubled(String text, char quote) {
        return quote + text.replace("" + quote, "" + quote + quote) + quote;
    }

    private static String escaped(String text, char quote) {
        return quote + text.replace("\\", "\\\\").replace("" + quote, "\\" + quote) + quote;
    }

    private static String line(String text) {
        return text.replace("\n", " ") + "\n";
    }

    private static String nestedComment(String text) {
        return "/* /* " + text.replace("/*", "").replace("*/", "") + "*/ " + MARK + "*/";
    }

    private static final List<Function<String, String>> POSTGRES = List.of(
            text -> doubled(text, '\''),
            text -> "E" + escaped(text, '\''),
            text -> "e" + doubled(text.replace("\\", "\\\\"), '\''),
            text -> "U&" + doubled(text.replace("\\", "\\\\"), '\''),
            text -> "$q$" + text.replace("$q$", "") + "$q$",
            text -> "$$" + text.replace("$", "") + "$$",
            text -> "--" + line(text),
            text -> "X" + doubled(text, '\''),
            SqlDigestTest::nestedComment);

    private static final List<Function<String, String>> MYSQL = List.of(
            text -> escaped(text, '\''),
            text -> escaped(text, '"'),
            text -> doubled(text.replace("\\", "\\\\"), '\''),
            text -> doubled(text.replace("\\", "\\\\"), '"'),
            text -> "_latin1" + escaped(text, '\''),
            text -> "#" + line(text),
            text -> "-- " + line(text),
            text -> "1--2 ",
            text -> "/* " + text.replace("*/", "") + "*/",
            text -> "/*!50000 " + escaped(text, '\'') + "*/");

    private static final List<Function<String, String>> OTHERS = List.of(
            text -> doubled(text, '\''),
            text -> "N" + doubled(text, '\''),
            text -> "q'{" + text.replace("}'", "") + "}'",
            text -> "nq'[" + text.replace("]'", "") + "]'",
            text -> "$$" + text.replace("$", "") + "$$",
            text -> "[it's] ",
            text -> "#t ",
            text -> "--" + line(text),
            text -> "identified by " + MARK + " ",
            text -> "/* " + text.replace("*/", "") + "*/");

    @Test
    void noLiteralAndNoCommentSurvivesOnPostgres() {
        assertNothingSurvives(POSTGRES, SqlSyntax.POSTGRESQL);
    }

    @Test
    void noLiteralAndNoCommentSurvivesOnAnyServer() {
        assertNothingSurvives(POSTGRES, SqlSyntax.ANY);
        assertNothingSurvives(MYSQL, SqlSyntax.ANY);
        assertNothingSurvives(OTHERS, SqlSyntax.ANY);
    }

    private static void assertNothingSurvives(List<Function<String, String>> quotes, SqlSyntax syntax) {
        for (long seed = 0; seed < 20_000; seed++) {
            String sql = statement(new SplittableRandom(seed), quotes);
            String digest = digest(sql, syntax);
            assertThat(digest).as("seed %s of %s", seed, sql).doesNotContainIgnoringCase("secret");
            assertThat(digest).doesNotContain("\n");
        }
    }

    @Test
    void cutLiteralDoesNotSurvive() {
        String sql = "select '" + "x".repeat(SqlText.MOST_KEPT) + MARK + "' from t";

        assertThat(postgres(sql)).isEqualTo("select ?…[" + (MARK.length() + 8 + 8) + " more]");
    }

    @Test
    void digestsAreSharedAndBounded() {
        SqlDigests digests = new SqlDigests(SqlSyntax.ANY);
        String first = digests.of(SqlText.of("select 1"));

        assertThat(digests.of(SqlText.of("select 2"))).isSameAs(first);
        for (int i = 0; i < 3 * SqlDigests.MOST_TEXTS; i++) {
            assertThat(digests.of(SqlText.of("select " + i + " from t" + i))).isEqualTo("select ? from t" + i);
            assertThat(digests.texts()).isLessThanOrEqualTo(SqlDigests.MOST_TEXTS);
        }
    }
}
