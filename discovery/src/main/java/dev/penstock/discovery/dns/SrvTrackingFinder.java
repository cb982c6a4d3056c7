package dev.penstock.discovery.dns;

import dev.penstock.discovery.BackendFinder;

/** A finder that remembers whether the service ever had an SRV record. */
interface SrvTrackingFinder extends BackendFinder {
    /** Whether any answer had an SRV record, usable or not. */
    boolean srvRecordsSeen();
}
