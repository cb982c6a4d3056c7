package dev.penstock.pool.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Binds pools to Micrometer registries. Thread-safe. */
final class MicrometerRegistries {
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** The names of the pools that each registry shows. Read and written under {@link #LOCK}. */
    private static final Map<MeterRegistry, Set<String>> NAMES = new WeakHashMap<>();

    private MicrometerRegistries() {}

    static boolean isRegistry(Object registry) {
        return registry instanceof MeterRegistry;
    }

    /**
     * Shows the metrics of a pool in a registry; in a composite one, in each registry that it has at this moment.
     *
     * @param registry a registry
     */
    static RegistryBinding bind(Object registry, PoolMeters meters) {
        List<RegistryBinding> bindings = new ArrayList<>();
        try {
            for (MeterRegistry leaf : leaves((MeterRegistry) registry)) {
                bindings.add(bindLeaf(leaf, meters));
            }
        } catch (RuntimeException | Error e) {
            new Bindings(bindings).close();
            throw e;
        }
        return new Bindings(bindings);
    }

    private static Set<MeterRegistry> leaves(MeterRegistry registry) {
        Set<MeterRegistry> leaves = new HashSet<>();
        if (registry instanceof CompositeMeterRegistry composite) {
            composite.getRegistries().forEach(child -> leaves.addAll(leaves(child)));
        } else {
            leaves.add(registry);
        }
        return leaves;
    }

    private static RegistryBinding bindLeaf(MeterRegistry registry, PoolMeters meters) {
        String name = take(registry, meters.pool());
        try {
            RegistryBinding binding = isPrometheus(registry)
                    ? PrometheusBinding.bind(registry, meters, name)
                    : MicrometerBinding.bind(registry, meters, name);
            return new Named(registry, name, binding);
        } catch (RuntimeException | Error e) {
            release(registry, name);
            throw e;
        }
    }

    /** Whether this is a Prometheus registry of the supported client; others are used like any registry. */
    private static boolean isPrometheus(MeterRegistry registry) {
        try {
            return PrometheusBinding.supports(registry);
        } catch (LinkageError e) {
            return false;
        }
    }

    /** The name of a pool in a registry. The second pool of one name gets {@code name-2}, and so on. */
    private static String take(MeterRegistry registry, String pool) {
        LOCK.lock();
        try {
            Set<String> taken = NAMES.computeIfAbsent(registry, any -> new HashSet<>());
            String name = pool;
            for (int number = 2; !taken.add(name); number++) {
                name = pool + "-" + number;
            }
            return name;
        } finally {
            LOCK.unlock();
        }
    }

    private static void release(MeterRegistry registry, String name) {
        LOCK.lock();
        try {
            NAMES.getOrDefault(registry, new HashSet<>()).remove(name);
        } finally {
            LOCK.unlock();
        }
    }

    /** A binding whose name is free again after its end. */
    private record Named(MeterRegistry registry, String name, RegistryBinding binding) implements RegistryBinding {
        @Override
        public Optional<String> scrape(String type) {
            return binding.scrape(type);
        }

        @Override
        public void close() {
            try {
                binding.close();
            } finally {
                release(registry, name);
            }
        }
    }

    /** The bindings of all registries of a composite one. */
    private record Bindings(List<RegistryBinding> bindings) implements RegistryBinding {
        @Override
        public Optional<String> scrape(String type) {
            return bindings.stream()
                    .map(binding -> binding.scrape(type))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        @Override
        public List<RegistryBinding> parts() {
            return bindings;
        }

        @Override
        public void close() {
            bindings.forEach(RegistryBinding::close);
        }
    }
}
