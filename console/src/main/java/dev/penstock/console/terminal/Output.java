package dev.penstock.console.terminal;

import dev.penstock.console.format.Format;
import dev.penstock.console.format.SafeText;
import dev.penstock.console.format.Style;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The options about the form of the output, which all commands share. */
final class Output {
    @Option(names = "--json", description = "writes JSON", scope = ScopeType.INHERIT)
    private boolean json;

    @Option(names = "--csv", description = "writes comma-separated values", scope = ScopeType.INHERIT)
    private boolean csv;

    @Option(names = "--ascii", description = "writes ASCII characters only", scope = ScopeType.INHERIT)
    private boolean ascii;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            scope = ScopeType.INHERIT,
            description = "auto, always or never; auto is never if NO_COLOR is set, or if the output is no terminal")
    private String colour = "auto";

    private @Nullable Style style;

    /** Checks the options. */
    void check(CommandLine line) {
        if (json && csv) {
            throw new ParameterException(line, "--json and --csv exclude each other");
        }
        if (!colour.matches("auto|always|never")) {
            throw new ParameterException(line, "--color is auto, always or never, not '" + colour + "'");
        }
    }

    Format format() {
        return json ? Format.JSON : csv ? Format.CSV : Format.TABLE;
    }

    boolean isTable() {
        return format() == Format.TABLE;
    }

    /** The look of results on these streams. */
    Style style(Io io) {
        if (style == null) {
            boolean plain = !io.outTerminal()
                    || io.environment().containsKey("NO_COLOR")
                    || "dumb".equals(io.environment().get("TERM"));
            style = new Style(
                    ascii || !io.unicode(),
                    colour.equals("always") || (colour.equals("auto") && !plain),
                    isTable() ? io.columns() : 0);
        }
        return style;
    }

    /** Writes rows at once. */
    void write(Format.Rows rows, Io io) {
        format().write(rows, io.out(), style(io));
        io.out().flush();
    }

    /** Writes a page of text at once. */
    void page(String text, Io io) {
        io.out().println(SafeText.lines(text, style(io).ascii()).stripTrailing());
        io.out().flush();
    }

    /** Writes a sentence beside the results. */
    static void sentence(PrintWriter to, String text, boolean ascii) {
        to.println(SafeText.lines(text, ascii));
        to.flush();
    }
}
