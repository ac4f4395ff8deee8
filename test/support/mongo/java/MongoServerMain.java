import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.util.List;

/**
 * Serves one file in MongoDB's protocol: {@code port file}. Says on standard output where it listens. Ends when its standard input
 * ends, and so never outlives whoever started it.
 */
final class MongoServerMain {
  /** The server's own versions stop at a wire version that today's drivers refuse. It can do what the tests use of 5.0. */
  private record Reported(List<Integer> getVersionArray, int getWireVersion) implements MongoVersion {}

  public static void main(String[] arguments) throws Exception {
    BackendById backend = new BackendById(arguments[1]);
    backend.version(new Reported(List.of(5, 0, 0), 13));
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("listening on " + server.getLocalAddress().getPort());
    while (System.in.read() >= 0) {}
    server.shutdownNow();
  }
}
