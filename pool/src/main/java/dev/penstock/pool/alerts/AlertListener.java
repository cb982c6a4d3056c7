package dev.penstock.pool.alerts;

/** An SPI that takes each alert of a pool as soon as it fires or is resolved. */
@FunctionalInterface
public interface AlertListener {
    /**
     * Takes an alert. The pool calls this on a thread of its own, one alert of a listener at a time. A call that lasts
     * longer than ten seconds is interrupted, and logged. While a call lasts, at most 16 further alerts wait for it;
     * the latest are left out then. No rule, no claim and no other listener waits for a listener.
     *
     * @param alert the alert
     * @throws Exception any; it is logged
     */
    void alert(Alert alert) throws Exception;
}
