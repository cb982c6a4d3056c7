package dev.penstock.discovery.dns;

/** How many of the name servers are asked, and what their answers make together. */
public enum NameServerPolicy {
    /** One after the other, until one answers. */
    FIRST,
    /**
     * All of them; what any of them names is a backend. One that fails is counted with what it provenance last; the set is
     * then stale as far as nobody else says the same.
     */
    UNION,
    /**
     * All of them; what more than half of them name is a backend. While so many do not answer, or no backend is named
     * by so many, the last good set is kept. It takes three servers to outvote one.
     */
    MAJORITY
}
