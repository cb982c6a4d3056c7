package dev.penstock.waits.calls;

/** The rules by which quotes and comments are read. */
public enum SqlSyntax {
    /** PostgreSQL and the servers that speak its protocol. */
    POSTGRESQL,

    /**
     * A server that is not known. If two servers would read the rest of a text differently, the digest ends there.
     * Text in double quotes counts as a literal, because it is one for MySQL.
     */
    ANY
}
