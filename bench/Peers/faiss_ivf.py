"""Searches the same rows with faiss on one core: exactly, and by an inverted file with 8-bit codes.

    faiss_ivf.py ROWS.f32 QUERIES.f32 TRUTH.i32 DIMENSION K

Rows and queries are row-major 32-bit floats, the truth K row numbers a query. Prints a JSON object a line.
"""
import json
import sys
import time

import faiss
import numpy as np

ROUNDS = 3

dimension, wanted = int(sys.argv[4]), int(sys.argv[5])
rows = np.fromfile(sys.argv[1], np.float32).reshape(-1, dimension)
queries = np.fromfile(sys.argv[2], np.float32).reshape(-1, dimension)
truth = np.fromfile(sys.argv[3], np.int32).reshape(-1, wanted)


def measure(index, name, setting, build_seconds):
    index.search(queries[:4], wanted)
    times = np.empty((ROUNDS, len(queries)))
    found = None
    for round_ in range(ROUNDS):
        found = []
        for place in range(len(queries)):
            started = time.perf_counter()
            found.append(index.search(queries[place:place + 1], wanted)[1][0])
            times[round_, place] = time.perf_counter() - started
    recall = np.mean([len(np.intersect1d(one, best)) / wanted for one, best in zip(found, truth)])
    microseconds = float(np.median(times.min(axis=0)) * 1e6)
    print(json.dumps({"peer": name, "setting": setting, "recall": float(recall), "microseconds": microseconds, "buildSeconds": build_seconds}), flush=True)


faiss.omp_set_num_threads(2)
exact = faiss.IndexFlatIP(dimension)
exact.add(rows)
faiss.omp_set_num_threads(1)
measure(exact, "faiss", "exact", 0.0)
lists = int(4 * np.sqrt(len(rows)))
sample = rows[np.random.default_rng(1).permutation(len(rows))[: min(64 * lists, 60_000)]]
faiss.omp_set_num_threads(2)
started = time.perf_counter()
index = faiss.index_factory(dimension, "IVF%d,SQ8" % lists, faiss.METRIC_INNER_PRODUCT)
index.train(sample)
index.add(rows)
build_seconds = time.perf_counter() - started
faiss.omp_set_num_threads(1)
for probes in (4, 16, 64, 128, 256):
    index.nprobe = probes
    measure(index, "faiss IVF-SQ8", "nprobe %d" % probes, build_seconds)
