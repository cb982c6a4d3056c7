package dev.penstock.discovery.dns;

/** The policy for several name servers: how many are asked, and how their answers are combined. */
public enum NameServerPolicy {
    /** The servers are asked one after the other, until one answers. */
    FIRST,
    /**
     * All servers are asked; every backend that at least one of them lists is used. For a failing server its last
     * answer counts. The set is then stale, unless the other servers list the same backends.
     */
    UNION,
    /**
     * All servers are asked; a backend that more than half of them list is used. If too few servers answer, or no
     * backend has a majority, the last good set is kept. One wrong server can be outvoted only by two others.
     */
    MAJORITY
}
