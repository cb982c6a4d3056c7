package dev.penstock.pool.instrument;

import java.io.IOException;
import java.nio.file.Path;

/** A data source whose pool has an instrument. */
public interface InstrumentSource {
    /** All that the pool knows, as tables and metrics. Starts the pool if it has not started. */
    Instrument instrument();

    /**
     * Writes a bundle: one zip file, of at most 5 MiB, with all that the pool knows at this moment and knew in the last
     * two minutes. It contains no password, token or literal of SQL.
     *
     * @param file the file, which is replaced
     * @throws IOException if the file cannot be written
     */
    default void bundle(Path file) throws IOException {
        BundleContent.write(instrument(), file);
    }
}
