import io.trino.plugin.memory.MemoryPlugin;
import io.trino.server.testing.TestingTrinoServer;

import java.util.Map;

/** Serve runs a Trino of one node, whose catalog memory has tables in memory. */
public class Serve
{
    public static void main(String[] args)
            throws Exception
    {
        TestingTrinoServer server = TestingTrinoServer.create();
        server.installPlugin(new MemoryPlugin());
        server.createCatalog("memory", "memory", Map.of("memory.max-data-per-node", "2GB", "memory.splits-per-node", "1"));
        System.out.println("ready " + server.getBaseUrl());
        Thread.currentThread().join();
    }
}
