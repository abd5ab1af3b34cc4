// Classifies images with model.pt; run it in the bundle's folder. To build, with LibTorch in $TORCH (on
// Debian: /usr):
//   c++ -std=c++17 -O2 predict_libtorch.cpp -o predict_libtorch $(pkg-config --cflags --libs opencv4) \
//       -I$TORCH/include -I$TORCH/include/torch/csrc/api/include -L$TORCH/lib -ltorch -ltorch_cpu -lc10
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include "preprocess.h"

int main(int count, char **files)
try {
    if (count < 2)
        return usage(files[0]);
    torch::jit::Module model = torch::jit::load("model.pt");
    const torch::NoGradGuard noGrad;
    // As it is written: the compiler of Debian 13's LibTorch 2.6 does not end for models that are run often.
    const torch::jit::GraphOptimizerEnabledGuard asWritten(false);
    int failed = 0;
    for (int i = 1; i < count; ++i) {
        try {
            cv::Mat values = pixelValues(files[i]);
            const torch::Tensor input = torch::from_blob(values.data, {1, 3, modelSize, modelSize});
            const torch::Tensor logits = model.forward({input}).toTensor().contiguous();
            printAnswer(files[i], logits.data_ptr<float>(), int(logits.size(1)));
        } catch (const std::exception &error) {
            std::cerr << files[i] << ": " << error.what() << '\n';
            failed = 1;
        }
    }
    return failed;
} catch (const std::exception &error) {
    std::cerr << "model.pt: " << error.what() << '\n';
    return 2;
}
