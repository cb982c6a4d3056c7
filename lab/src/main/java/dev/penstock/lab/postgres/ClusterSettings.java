package dev.penstock.lab.postgres;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The settings of a cluster. An immutable value. */
record ClusterSettings(
        List<InetAddress> addresses,
        int port,
        Login login,
        Map<String, String> parameters,
        List<String> certificateNames,
        Duration startLimit) {

    /** The superuser of every server, for observation. The password is the same word. */
    static final String SUPERUSER = "postgres";

    ClusterSettings {
        addresses = List.copyOf(addresses);
        parameters = Map.copyOf(parameters);
        certificateNames = List.copyOf(certificateNames);
    }

    ClusterSettings withPort(int chosen) {
        return new ClusterSettings(addresses, chosen, login, parameters, certificateNames, startLimit);
    }

    /** The ordinary user of the cluster and the user's database. */
    record Login(String database, String user, String password) {

        Login {
            requireName("database", database);
            requireName("user", user);
            if (List.of("postgres", "template0", "template1").contains(database)) {
                throw new IllegalArgumentException("the database must not be one that initdb creates: " + database);
            }
            if (user.equals(SUPERUSER)) {
                throw new IllegalArgumentException("the user must not be the superuser " + SUPERUSER);
            }
        }

        private static void requireName(String what, String name) {
            if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
                throw new IllegalArgumentException("the " + what
                        + " must be a lower case SQL identifier of up to 63 characters, not '" + name + "'");
            }
        }
    }
}
