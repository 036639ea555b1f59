// Searches the same rows with hnswlib's graph on one core.
//
//     hnsw ROWS.f32 QUERIES.f32 TRUTH.i32 DIMENSION K
//
// Rows and queries are row-major 32-bit floats whose last number is free, the truth K row numbers a query. Prints a JSON object a line. Rows get as their last
// number what makes all of them equally long: the largest product is then the least distance, which is what a graph finds; by products alone it finds hardly any.
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

template <typename T>
std::vector<T> Read(const char* path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    std::vector<T> values(static_cast<size_t>(file.tellg()) / sizeof(T));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
    return values;
}

double Now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main(int, char** arguments) {
    const size_t dimension = std::stoul(arguments[4]), wanted = std::stoul(arguments[5]);
    auto rows = Read<float>(arguments[1]);
    const auto queries = Read<float>(arguments[2]);
    const auto truth = Read<int>(arguments[3]);
    const size_t count = rows.size() / dimension, asked = queries.size() / dimension;
    const size_t links = 16, width = 100;
    const int rounds = 3;

    std::vector<double> squares(count);
    for (size_t row = 0; row < count; row++) {
        for (size_t i = 0; i < dimension; i++) squares[row] += static_cast<double>(rows[row * dimension + i]) * rows[row * dimension + i];
    }
    const double longest = *std::max_element(squares.begin(), squares.end());
    for (size_t row = 0; row < count; row++) rows[(row + 1) * dimension - 1] = static_cast<float>(std::sqrt(longest - squares[row]));

    hnswlib::L2Space space(dimension);
    hnswlib::HierarchicalNSW<float> graph(&space, count, links, width);
    const double started = Now();
    std::atomic<size_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < std::max(1u, std::thread::hardware_concurrency()); thread++) {
        threads.emplace_back([&] {
            for (size_t row = next++; row < count; row = next++) graph.addPoint(&rows[row * dimension], row);
        });
    }
    for (auto& thread : threads) thread.join();
    const double built = Now() - started;

    for (const size_t effort : {100, 150, 250, 400, 700, 1200}) {
        graph.setEf(effort);
        std::vector<double> fastest(asked, 1e9);
        size_t found = 0;
        for (int round = 0; round < rounds; round++) {
            found = 0;
            for (size_t query = 0; query < asked; query++) {
                const double begun = Now();
                auto best = graph.searchKnn(&queries[query * dimension], wanted);
                fastest[query] = std::min(fastest[query], Now() - begun);
                for (; !best.empty(); best.pop()) {
                    const auto* first = &truth[query * wanted];
                    found += std::find(first, first + wanted, static_cast<int>(best.top().second)) != first + wanted;
                }
            }
        }
        std::nth_element(fastest.begin(), fastest.begin() + static_cast<long>(asked / 2), fastest.end());
        std::printf(
            "{\"peer\": \"hnswlib\", \"setting\": \"M %zu, ef %zu of %zu\", \"recall\": %.5f, \"microseconds\": %.1f, \"buildSeconds\": %.1f}\n",
            links, effort, width, static_cast<double>(found) / static_cast<double>(asked * wanted), fastest[asked / 2] * 1e6, built);
        std::fflush(stdout);
    }
}
