package dev.penstock.backends;

/**
 * The role that a server reports: an immutable value.
 *
 * @param primary whether the server accepts writes
 * @param database the identity of the database that the server is a copy of; only servers of one database are compared.
 *     Empty if it is not known: such a server is not compared
 * @param timeline the number of promotions that the server's data has been through; 0 if it is not known
 */
public record RoleReading(boolean primary, String database, long timeline) {
    /** The role, before a comparison with other servers. */
    public Role role() {
        return primary ? Role.PRIMARY : Role.SECONDARY;
    }

    /** Whether this server and another are both primaries of one database. */
    public boolean rivals(RoleReading other) {
        return primary && other.primary && !database.isEmpty() && database.equals(other.database);
    }

    /** The role, and the database and timeline if they are known: {@code PRIMARY of 7364…, timeline 3}. */
    @Override
    public String toString() {
        return role() + (database.isEmpty() ? "" : " of " + database) + (timeline == 0 ? "" : ", timeline " + timeline);
    }
}
