package dev.penstock.pool.console;

import dev.penstock.pool.instrument.Instrument;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * An SPI that opens a console over HTTP for the property {@code consoleAddress}. The artifact
 * {@code penstock-console} has the only provider. The pool calls it on a thread of its own.
 */
public interface ConsoleProvider {
    /**
     * Opens a console, and returns once it listens.
     *
     * @param secret where the token is that each request must send
     * @throws IOException if the console cannot listen there; the message says why
     * @throws IllegalArgumentException if the address needs a token
     */
    OpenConsole open(Instrument instrument, ConsoleAddress address, ConsoleSecret secret) throws IOException;

    /** A console that listens. */
    interface OpenConsole extends AutoCloseable {
        /** Its URL, with its real port. */
        String url();

        /** Ends all requests at once, and closes the port. Throws nothing; further calls do nothing. */
        @Override
        void close();
    }

    /**
     * The provider that the class loader of Penstock, or otherwise that of the calling thread, finds; empty if neither
     * finds one.
     *
     * @throws java.util.ServiceConfigurationError if a provider cannot be loaded
     */
    static Optional<ConsoleProvider> find() {
        Optional<ConsoleProvider> own = ServiceLoader.load(
                        ConsoleProvider.class, ConsoleProvider.class.getClassLoader())
                .findFirst();
        return own.isPresent() ? own : ServiceLoader.load(ConsoleProvider.class).findFirst();
    }
}
