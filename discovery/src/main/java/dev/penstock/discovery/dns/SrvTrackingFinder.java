package dev.penstock.discovery.dns;

import dev.penstock.discovery.BackendFinder;

/** A finder that knows whether what it looks for was ever there. */
interface SrvTrackingFinder extends BackendFinder {
    /** Whether an answer ever had an SRV record, usable or not. */
    boolean srvRecordsSeen();
}
