// SPDX-License-Identifier: GPL-3.0-or-later
// Gives every file of the folders that are named to a fuzz target, as libFuzzer would, and says how much
// memory it took at most. Ends with an error where that is more than the files and their headers can ask for.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <sys/resource.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

/// Kilobytes, of the whole process, at its height.
long mostMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

int main(int count, char **arguments)
{
    constexpr long allowed = 256 * 1024; // kilobytes; no file of the corpus is large enough to deserve more
    const long before = mostMemory();
    int files = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto &entry : std::filesystem::directory_iterator(arguments[i])) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
            ++files;
            if (mostMemory() - before > allowed) {
                std::printf("%s took %ld MB\n", entry.path().c_str(), (mostMemory() - before) / 1024);
                return 1;
            }
        }
    }
    std::printf("%d files, %ld MB at most\n", files, (mostMemory() - before) / 1024);
    return files > 0 ? 0 : 1;
}
