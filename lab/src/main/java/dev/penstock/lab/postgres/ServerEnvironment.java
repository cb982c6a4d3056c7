package dev.penstock.lab.postgres;

import java.util.Map;

/** The environment variables of the processes of the lab, whatever those of the JVM are. */
final class ServerEnvironment {
    private ServerEnvironment() {}

    /** Removes settings of PostgreSQL's clients, and a library that fakes the clock of the JVM. */
    static void clean(Map<String, String> variables) {
        variables.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("FAKETIME"));
        if (variables.getOrDefault("LD_PRELOAD", "").contains("faketime")) {
            variables.remove("LD_PRELOAD");
        }
        variables.put("LC_ALL", "C");
    }
}
