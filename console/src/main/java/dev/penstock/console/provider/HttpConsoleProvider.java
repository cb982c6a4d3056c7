package dev.penstock.console.provider;

import dev.penstock.console.http.Console;
import dev.penstock.console.http.ConsoleOptions;
import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.console.ConsoleAddress;
import dev.penstock.pool.console.ConsoleProvider;
import dev.penstock.pool.console.ConsoleSecret;
import dev.penstock.pool.instrument.Instrument;
import java.io.IOException;
import java.util.List;

/** Opens the console of the property {@code consoleAddress}. The pool finds this class by its service. Thread-safe. */
public final class HttpConsoleProvider implements ConsoleProvider {
    /** For the service loader. */
    public HttpConsoleProvider() {}

    @Override
    public OpenConsole open(Instrument instrument, ConsoleAddress address, ConsoleSecret secret) throws IOException {
        Console console = Console.open(
                List.of(StatsSource.of(instrument)),
                address.resolve(),
                new ConsoleOptions(secret.token(), secret.file()));
        String url = console.uri().toString();
        return new OpenConsole() {
            @Override
            public String url() {
                return url;
            }

            @Override
            public void close() {
                console.close();
            }
        };
    }
}
