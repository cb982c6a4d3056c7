package dev.penstock.backends;

/**
 * What a server says of its role: an immutable value.
 *
 * @param primary whether it takes writes
 * @param database which database it is a copy of; only servers that say the same are compared. Empty where it is not
 *     known, and nothing is compared
 * @param timeline counts the promotions that its data has seen; 0 where that is not known
 */
public record RoleReading(boolean primary, String database, long timeline) {
    public Role role() {
        return primary ? Role.PRIMARY : Role.SECONDARY;
    }

    /** Whether both are primaries of one database. */
    public boolean rivals(RoleReading other) {
        return primary && other.primary && !database.isEmpty() && database.equals(other.database);
    }
}
