package dev.penstock.pool.instrument;

/** A data source whose pool has an instrument. */
public interface InstrumentSource {
    /** All that the pool knows, as tables and metrics. Starts the pool if it has not started. */
    Instrument instrument();
}
