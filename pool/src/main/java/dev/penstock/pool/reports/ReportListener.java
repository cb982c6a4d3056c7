package dev.penstock.pool.reports;

/** An SPI that takes each report of a slow or failed claim as soon as it is kept. */
@FunctionalInterface
public interface ReportListener {
    /**
     * Takes a report. The pool calls this on a thread of its own, one report at a time. If a call takes long, further
     * reports wait; if too many wait, the latest are left out. No claim and no other listener waits for a listener.
     *
     * @param report the report
     * @throws Exception any; it is logged
     */
    void report(KeptReport report) throws Exception;
}
